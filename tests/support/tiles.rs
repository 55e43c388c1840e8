//! A server of tiles on loopback, for tests: it writes down every request and answers as it is told to.

use std::io::{BufRead as _, BufReader, Cursor, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};

/// How it answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Manner {
    /// With a picture that may be kept for a day.
    Tiles,
    /// That it has none.
    Nothing,
    /// That somebody is not allowed to.
    Forbidden,
    /// With a page, as portals of hotels do.
    Page,
    /// With a picture that breaks off.
    Broken,
}

/// What came in.
#[derive(Debug, Default)]
struct Book {
    /// Connections, whatever they brought.
    connections: usize,
    /// Each request: its path, and who asked.
    requests: Vec<(String, String)>,
}

/// The server; it ends with the test.
pub(crate) struct TileServer {
    port: u16,
    manner: Arc<Mutex<Manner>>,
    book: Arc<Mutex<Book>>,
}

impl TileServer {
    /// Begins to listen.
    pub(crate) fn new(manner: Manner) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let (manner, book) = (Arc::new(Mutex::new(manner)), Arc::new(Mutex::new(Book::default())));
        let (told, written) = (Arc::clone(&manner), Arc::clone(&book));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                written.lock().unwrap().connections += 1;
                let (told, written) = (Arc::clone(&told), Arc::clone(&written));
                std::thread::spawn(move || serve(stream, &told, &written));
            }
        });
        Self { port, manner, book }
    }

    /// Where its tiles are.
    pub(crate) fn template(&self) -> String {
        format!("http://127.0.0.1:{}/{{z}}/{{x}}/{{y}}.png", self.port)
    }

    /// Answers in another way from now on.
    pub(crate) fn answer(&self, manner: Manner) {
        *self.manner.lock().unwrap() = manner;
    }

    /// How many connections there were.
    pub(crate) fn connections(&self) -> usize {
        self.book.lock().unwrap().connections
    }

    /// What was asked for, and by whom.
    pub(crate) fn requests(&self) -> Vec<(String, String)> {
        self.book.lock().unwrap().requests.clone()
    }
}

fn serve(mut stream: TcpStream, manner: &Mutex<Manner>, book: &Mutex<Book>) {
    let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
    // One connection brings many requests.
    while let Some(Ok(first)) = lines.next() {
        let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
        let mut agent = String::new();
        for header in lines.by_ref().map_while(Result::ok).take_while(|line| !line.is_empty()) {
            if let Some((name, value)) = header.split_once(": ")
                && name.eq_ignore_ascii_case("user-agent")
            {
                value.clone_into(&mut agent);
            }
        }
        book.lock().unwrap().requests.push((path, agent));
        let answer = match *manner.lock().unwrap() {
            Manner::Tiles => answer("200 OK", "image/png", &picture()),
            Manner::Nothing => answer("404 Not Found", "text/plain", b"nothing here"),
            Manner::Forbidden => answer("403 Forbidden", "text/plain", b"no key"),
            Manner::Page => answer("200 OK", "text/html", b"<html>please log in</html>"),
            Manner::Broken => answer("200 OK", "image/png", &picture()[..40]),
        };
        if stream.write_all(&answer).is_err() {
            return;
        }
    }
}

fn answer(status: &str, kind: &str, body: &[u8]) -> Vec<u8> {
    let head = format!(
        "HTTP/1.1 {status}\r\nContent-Type: {kind}\r\nContent-Length: {}\r\nCache-Control: max-age=86400\r\n\r\n",
        body.len()
    );
    [head.as_bytes(), body].concat()
}

/// A tile.
fn picture() -> Vec<u8> {
    let mut bytes = Cursor::new(Vec::new());
    let tile = image::RgbImage::from_pixel(256, 256, image::Rgb([200, 210, 190]));
    tile.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}
