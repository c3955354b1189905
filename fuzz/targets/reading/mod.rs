//! Any bytes as one input format: nothing panics, every record is an article or counted, whatever the size of blocks.

use parallax::corpus::{InputFormat, Limits};
use parallax::{Skipped, Source};
use std::io::Cursor;

/// Reads bytes in small blocks and in large ones, which must say the same.
pub fn read(format: InputFormat, bytes: &[u8]) {
    // pages are read by another's parser, whose time grows with their depth
    let limits = Limits::default().with("article_bytes", 1 << 16).and_then(|limits| limits.with("file_bytes", 1 << 20));
    let limits = limits.expect("there are such limits");
    let outcome = |block: usize| {
        let bytes = Cursor::new(bytes.to_vec());
        let source = Source::builder().reader("in", bytes).format(format).limits(limits).block_bytes(block).open().ok()?;
        let (mut texts, mut skipped) = (Vec::new(), Skipped::default());
        for block in source.blocks() {
            let Ok(block) = block else { return None };
            for article in block.articles(&mut skipped) {
                assert!(!article.outlet().is_empty() && !article.text().trim().is_empty());
                texts.push(article.content_hash());
            }
        }
        let _ = skipped.to_string();
        Some((texts, skipped.articles()))
    };
    let (small, large) = (outcome(64), outcome(1 << 20));
    if let (Some(small), Some(large)) = (small, large) {
        assert_eq!(small, large);
    }
}
