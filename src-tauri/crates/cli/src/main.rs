//! The numberauth command.
fn main() {}
