//! How logs are laid out, told from the files alone.

use super::*;

/// Each row as `column=cell …`, and the log.
fn look(name: &str, content: &[u8]) -> (Log, Vec<String>) {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join(name);
    std::fs::write(&path, content).unwrap();
    let log = Log::open(&[path.to_string_lossy().into_owned()]).unwrap();
    let (mut columns, mut rows) = (Columns::default(), Vec::new());
    let whole = log.rows(&mut columns, &mut |cells| {
        rows.push(cells.iter().map(|(at, cell)| (*at, cell.describe())).collect::<Vec<_>>());
        ControlFlow::Continue(())
    });
    assert!(whole.unwrap());
    let shown = rows.into_iter().map(|row| {
        let cells = row.into_iter().map(|(at, cell)| format!("{}={cell}", columns.0.get_index(at).unwrap().join(".")));
        cells.collect::<Vec<_>>().join(" ")
    });
    (log, shown.collect())
}

#[test]
fn rows_of_every_form() {
    for (name, content, rows) in [
        ("a.csv", "\u{feff}x;y\n1,5;\n\"a;b\";c\nshort\n", vec!["x=`1,5`", "x=`a;b` y=`c`"]),
        ("a.tsv", "x\ty\n1\t2\n", vec!["x=`1` y=`2`"]),
        ("a.ndjson", "{\"a\":{\"b\":1},\"c\":null}\nno\n[1]\n{\"a\":[2]}\n", vec!["a.b=the number `1`", "a=a list"]),
        ("a.json", "[{\"a\":\"x\"},3,{\"a\":true}]", vec!["a=the text `x`", "a=`true`"]),
        ("b.json", "{\"ok\":true,\"result\":{\"total\":1,\"items\":[{\"a\":1}]}}", vec!["a=the number `1`"]),
        ("c.json", "{\"result\":{\"ID\":\"7\",\"PHONE\":[{\"V\":1}]},\"time\":{\"n\":1}}", vec!["ID=the text `7` PHONE=a list"]),
        ("d.json", "{\"a\":1}\n{\"a\":2}", vec!["a=the number `1`", "a=the number `2`"]),
    ] {
        assert_eq!(look(name, content.as_bytes()).1, rows, "{name}");
    }
}

#[test]
fn what_a_reader_would_not_guess_is_told() {
    let (log, rows) = look("a.csv", b"x|y\n1|za\xbf\xf3\xb3\xe6 ge\n");
    assert_eq!((log.delimiter, log.encoding.map(encoding_rs::Encoding::name)), (Some(b'|'), Some("windows-1250")));
    assert_eq!(rows, ["x=`1` y=`zażółć ge`"]);
    assert_eq!(look("a.csv", b"x;y\n1;2\n").0.delimiter, None);
    assert_eq!(look("a.tsv", b"x,y\n1,2\n").0.delimiter, Some(b','));
}

#[test]
fn tables_of_other_columns_are_not_one_log() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &str| std::fs::write(folder.path().join(name), content).unwrap();
    let open = || Log::open(&[folder.path().to_string_lossy().into_owned()]).map(|_| ()).map_err(|error| error.to_string());
    write("a.csv", "id,at\n1,2\n");
    write("b.csv", "at,id\n2,1\n");
    write("c.csv", "");
    assert_eq!(open(), Ok(()));
    write("d.csv", "id,at,name\n1,2,x\n");
    assert!(open().unwrap_err().contains("d.csv`: it has the column `name`, and `"), "{:?}", open());
    write("d.csv", "id\n1\n");
    assert!(open().unwrap_err().contains("it lacks the column `at`"), "{:?}", open());
}

#[test]
fn enough_is_enough() {
    let folder = tempfile::tempdir().unwrap();
    for (name, content) in [("a.json", "[{\"a\":1},{\"a\":2}]"), ("a.ndjson", "{\"a\":1}\n{\"a\":2}\n"), ("a.csv", "a\n1\n2\n")] {
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let log = Log::open(&[path.to_string_lossy().into_owned()]).unwrap();
        let mut seen = 0;
        let whole = log.rows(&mut Columns::default(), &mut |_| {
            seen += 1;
            ControlFlow::Break(())
        });
        assert_eq!((whole.unwrap(), seen), (false, 1), "{name}");
    }
}

#[test]
fn files_of_two_formats_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("a.csv"), "a\n").unwrap();
    std::fs::write(folder.path().join("b.ndjson"), "{}\n").unwrap();
    let fault = Log::open(&[folder.path().to_string_lossy().into_owned()]).unwrap_err().to_string();
    assert!(fault.contains("b.ndjson`: it is of another format than"), "{fault}");
}
