//! `parallax cite`: what to cite.

use super::output::print;
use crate::error::Result;
use crate::report::bibliography;
use clap::Args;

#[derive(Debug, Args)]
#[command(after_help = "Examples:
  parallax cite > parallax.bib")]
pub(super) struct Cite {}

impl Cite {
    pub(super) fn run(&self) -> Result<()> {
        print(&bibliography())
    }
}
