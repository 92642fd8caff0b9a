//! Opens the files of a log: plain, gzip or zstd, in any encoding, and counts the bytes that are read for the progress bar.

use super::Progress;
use super::error::Error;
use std::fs::File;
use std::io::{Read, Seek, SeekFrom};

/// How a file is packed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Compression {
    /// Not at all.
    None,
    /// gzip, also of several members.
    Gzip,
    /// zstd, also of several frames.
    Zstd,
}

impl Compression {
    /// What the first bytes of a file tell.
    pub fn of(head: &[u8]) -> Self {
        match head {
            [0x1f, 0x8b, ..] => Self::Gzip,
            [0x28, 0xb5, 0x2f, 0xfd, ..] => Self::Zstd,
            _ => Self::None,
        }
    }
}

/// Opens a file.
///
/// # Errors
/// When it cannot be opened.
pub fn file(path: &str) -> Result<File, Error> {
    File::open(path).map_err(|error| Error::io(path, &error))
}

/// The first bytes of a file, at most so many.
///
/// # Errors
/// When it cannot be read.
pub fn head(path: &str, most: u64) -> Result<Vec<u8>, Error> {
    let mut bytes = Vec::new();
    file(path)?.take(most).read_to_end(&mut bytes).map_err(|error| Error::io(path, &error))?;
    Ok(bytes)
}

/// The bytes of a file from `offset` on, unpacked and in UTF-8.
///
/// # Errors
/// When it cannot be opened.
pub fn text<'s>(
    path: &str,
    offset: u64,
    compression: Compression,
    encoding: Option<&'static encoding_rs::Encoding>,
    progress: &'s dyn Progress,
) -> Result<Box<dyn Read + 's>, Error> {
    let mut file = file(path)?;
    if offset > 0 {
        file.seek(SeekFrom::Start(offset)).map_err(|error| Error::io(path, &error))?;
    }
    let metered = Metered { file, progress };
    let reader: Box<dyn Read + 's> = match compression {
        Compression::None => Box::new(metered),
        Compression::Gzip => Box::new(flate2::read::MultiGzDecoder::new(metered)),
        Compression::Zstd => Box::new(zstd::Decoder::new(metered).map_err(|error| Error::damaged(path, error))?),
    };
    Ok(match encoding {
        Some(encoding) if encoding != encoding_rs::UTF_8 => Box::new(Decoded::new(reader, encoding)),
        _ => reader,
    })
}

/// What an error while reading a file means.
pub fn failed(path: &str, compression: Compression, error: &std::io::Error) -> Error {
    match (compression, error.kind()) {
        (Compression::None, _) => Error::io(path, error),
        (packed, std::io::ErrorKind::UnexpectedEof) => Error::damaged(path, format!("the {} data ends too early", packed.name())),
        (packed, _) => Error::damaged(path, format!("the {} data cannot be unpacked: {error}", packed.name())),
    }
}

impl Compression {
    fn name(self) -> &'static str {
        match self {
            Self::None => "plain",
            Self::Gzip => "gzip",
            Self::Zstd => "zstd",
        }
    }
}

/// A file whose reading shows in the progress.
struct Metered<'s> {
    file: File,
    progress: &'s dyn Progress,
}

impl Read for Metered<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let read = self.file.read(buffer)?;
        self.progress.advance(0, read as u64);
        Ok(read)
    }
}

/// Text of another encoding as UTF-8; what is no text there becomes U+FFFD.
struct Decoded<R> {
    reader: R,
    /// `None` once all is decoded.
    decoder: Option<encoding_rs::Decoder>,
    raw: Vec<u8>,
    from: usize,
    filled: usize,
    ended: bool,
    /// Decoded text, and how much of it was given out: whoever reads may ask for less than one character.
    text: Vec<u8>,
    given: usize,
}

impl<R: Read> Decoded<R> {
    fn new(reader: R, encoding: &'static encoding_rs::Encoding) -> Self {
        let (raw, text) = (vec![0; 64 << 10], Vec::new());
        Self { reader, decoder: Some(encoding.new_decoder()), raw, from: 0, filled: 0, ended: false, text, given: 0 }
    }

    /// Decodes the next part; false where there is none.
    fn decode(&mut self) -> std::io::Result<bool> {
        if self.from == self.filled && !self.ended {
            self.filled = self.reader.read(&mut self.raw)?;
            self.from = 0;
            self.ended = self.filled == 0;
        }
        let Some(decoder) = &mut self.decoder else { return Ok(false) };
        let raw = self.raw.get(self.from..self.filled).unwrap_or_default();
        self.text.resize(raw.len() * 3 + 16, 0);
        let (result, read, written, _) = decoder.decode_to_utf8(raw, &mut self.text, self.ended);
        self.text.truncate(written);
        self.given = 0;
        self.from += read;
        if self.ended && result == encoding_rs::CoderResult::InputEmpty {
            self.decoder = None;
        }
        Ok(true)
    }
}

impl<R: Read> Read for Decoded<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        while self.given == self.text.len() {
            if !self.decode()? {
                return Ok(0);
            }
        }
        let read = self.text.get(self.given..).unwrap_or_default().read(buffer)?;
        self.given += read;
        Ok(read)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_a_character_ends_no_reader() {
        for (bytes, expected) in [(&b"a\0\x7c"[..], "a\u{fffd}"), (b"", ""), (b"\x7c\x01\0\xd8", "\u{17c}\u{fffd}")] {
            let encoding = encoding_rs::UTF_16LE;
            let mut reader = Decoded::new(bytes, encoding);
            let (mut text, mut buffer) = (Vec::new(), [0]);
            while reader.read(&mut buffer).unwrap() > 0 {
                text.extend(buffer);
            }
            assert_eq!(reader.read(&mut buffer).unwrap(), 0);
            assert_eq!(String::from_utf8(text).unwrap(), expected);
        }
    }

    #[test]
    fn other_encodings_become_utf_8() {
        for (name, bytes) in [("windows-1250", b"za\xbf\xf3\xb3\xe6".as_slice()), ("utf-16le", b"z\0a\0\x7c\x01\xf3\0\x42\x01\x07\x01")] {
            let encoding = encoding_rs::Encoding::for_label(name.as_bytes()).unwrap();
            let mut text = String::new();
            Decoded::new(bytes, encoding).read_to_string(&mut text).unwrap();
            assert_eq!(text, "zażółć", "{name}");
        }
    }
}
