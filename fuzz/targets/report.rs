//! Any text read as a report that is to be verified: an answer or an error, never a panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parallax::report::Verification;

fuzz_target!(|data: &[u8]| {
    let text = String::from_utf8_lossy(data);
    if let Ok(verification) = Verification::of(&text, "report.json", None) {
        let _ = (verification.holds(), verification.is_complete(), verification.report());
    }
});
