// Counts the quads of a file with the parsers of Oxigraph, on one thread, reading the file as a stream.
use oxrdfio::{RdfFormat, RdfParser};
use std::{env, fs::File, path::Path};

fn main() {
    let name = env::args().nth(1).expect("a file");
    let extension = Path::new(&name).extension().and_then(|e| e.to_str()).expect("an extension");
    let format = RdfFormat::from_extension(extension).expect("a format");
    let mut count = 0u64;
    for quad in RdfParser::from_format(format).for_reader(File::open(&name).expect("the file")) {
        quad.expect("a quad");
        count += 1;
    }
    println!("{count}");
}
