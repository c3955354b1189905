//! The `parallax` program: parse, call, print, exit code.

use std::process::ExitCode;

fn main() -> ExitCode {
    parallax::cli::run()
}
