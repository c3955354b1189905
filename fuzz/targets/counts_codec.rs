//! Counts from any bytes: they are refused, or they are counts that can be written, merged and compared.
#![no_main]

use libfuzzer_sys::fuzz_target;
use parallax::Comparison;
use parallax::counts::{SHARD_VERSION, Shard};
use parallax::framing::TestOptions;
use parallax::report::{Detail, Format, TerminalOptions};

fuzz_target!(|data: &[u8]| {
    // as they are: the hash stops nearly all
    let _ = Shard::from_bytes(data, "fuzz");
    // with a hash that holds: what is behind it has to stand by itself
    let mut bytes = b"parallax counts\n".to_vec();
    bytes.extend_from_slice(&SHARD_VERSION.to_le_bytes());
    bytes.extend_from_slice(blake3::hash(data).as_bytes());
    bytes.extend_from_slice(data);
    let Ok(shard) = Shard::from_bytes(&bytes, "fuzz") else { return };
    let again = Shard::from_bytes(&shard.to_bytes(), "fuzz").expect("what was read can be written and read");
    assert_eq!(again.to_bytes(), shard.to_bytes());
    if let Ok(merged) = Shard::merged([again, shard]) {
        let untested = TestOptions { permutations: 0, seed: 1 };
        let passages = merged.most_passages().min(3);
        if let Ok(comparison) = Comparison::builder().passages(passages).test(untested).compare_shard(&merged) {
            let _ = comparison.report(Detail::FULL).render(Format::Json, &TerminalOptions::default());
        }
    }
});
