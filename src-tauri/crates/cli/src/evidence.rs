use std::path::{Path, PathBuf};

use numberauth_scenario::{
    EvidenceFile, EvidenceFileError, EvidenceFormat, Report, StagedFile, render,
};

/// Where the evidence goes.
#[derive(clap::Args)]
#[command(next_help_heading = "Evidence")]
pub(crate) struct EvidenceOptions {
    /// Write the report as JSON: every hop of every case, for programs and for `verify-report`.
    #[arg(long, value_name = "FILE")]
    json: Option<PathBuf>,
    /// Write `JUnit` XML, for build servers.
    #[arg(long, value_name = "FILE")]
    junit: Option<PathBuf>,
    /// Write one page for people, in Chinese and English, that needs no network.
    #[arg(long, value_name = "FILE")]
    html: Option<PathBuf>,
    /// Write the HTTP calls as HAR 1.2, for a browser's network panel.
    #[arg(long, value_name = "FILE")]
    har: Option<PathBuf>,
}

impl EvidenceOptions {
    /// Looks, before anything is run, whether each file can be written, and whether one would take the place of a file that is
    /// read. An error is a wrong usage: exit 2.
    pub(crate) fn check(&self, sources: &[String]) -> Result<(), EvidenceFileError> {
        let files = self.files()?;
        let over_a_source = |(_, file): &(_, EvidenceFile)| {
            let stands_at = |source: &String| file.stands_at(Path::new(source));
            sources.iter().any(stands_at).then(|| file.over_a_source())
        };
        files.iter().find_map(over_a_source).map_or(Ok(()), Err)
    }

    /// Whether any file is asked for.
    pub(crate) fn is_wanted(&self) -> bool {
        let paths = [&self.json, &self.junit, &self.html, &self.har];
        paths.into_iter().any(Option::is_some)
    }

    /// Writes every file that was asked for: all of them, or none.
    pub(crate) fn write(&self, report: &Report) -> Result<(), EvidenceFileError> {
        let files = self.files()?;
        let stage = |(format, file): &(_, EvidenceFile)| file.stage(&render(report, *format));
        let staged: Vec<_> = files.iter().map(stage).collect::<Result<_, _>>()?;
        staged.into_iter().try_for_each(StagedFile::publish)
    }

    fn files(&self) -> Result<Vec<(EvidenceFormat, EvidenceFile)>, EvidenceFileError> {
        let named = EvidenceFormat::ALL.into_iter().filter_map(|format| {
            let path = match format {
                EvidenceFormat::Json => &self.json,
                EvidenceFormat::Junit => &self.junit,
                EvidenceFormat::Html => &self.html,
                EvidenceFormat::Har => &self.har,
            };
            path.as_ref().map(|path| (format, path))
        });
        let files: Vec<_> = named
            .map(|(format, path)| EvidenceFile::at(path).map(|file| (format, file)))
            .collect::<Result<_, _>>()?;
        EvidenceFile::check_distinct(files.iter().map(|(_, file)| file))?;
        Ok(files)
    }
}
