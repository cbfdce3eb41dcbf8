use std::path::PathBuf;

use clap::Parser;

/// Show and test phone-number one-tap login and number verification at a desk: no SIM, no account, no network.
#[derive(Clone, Debug, Default, PartialEq, Eq, Parser)]
#[command(name = "numberauth-lab", version)]
pub struct Arguments {
    /// Keep settings, scenarios and the windows' places in this folder, which is made if it is not there. Each folder
    /// has one running program; a second start brings its window to the front.
    #[arg(long, value_name = "DIR")]
    pub data_dir: Option<PathBuf>,
}

#[cfg(test)]
mod tests {
    use clap::CommandFactory;

    use super::*;

    #[test]
    fn the_command_line_is_well_formed() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn the_folder_may_hold_any_name() {
        let arguments = Arguments::parse_from(["numberauth-lab", "--data-dir", "实验 台"]);
        assert_eq!(arguments.data_dir, Some(PathBuf::from("实验 台")));
    }
}
