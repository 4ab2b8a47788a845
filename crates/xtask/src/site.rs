//! The page: built by Trunk, shown on this computer or written to dist/.

use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::path::PathBuf;
use std::process::Command;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::sleep;
use std::time::Duration;
use std::{env, fs};

use signal_hook::consts::{SIGINT, SIGTERM};

use crate::shell::{command, dist, path_with, root, run};
use crate::{Result, bundle, manifest, node, sizes, tools};

/// Where `serve` builds, so that dist/ is always the release site.
const SERVED: &str = "target/page";

/// The options of `cargo xtask serve`.
#[derive(Default)]
pub(crate) struct Serve {
    /// The port to use, and no other.
    port: Option<u16>,
    /// Build as for publishing: slower to build, faster to run.
    release: bool,
}

impl Serve {
    /// Reads `--port N` and `--release`.
    pub(crate) fn parse(words: &[String]) -> Result<Self> {
        let mut serve = Self::default();
        let mut words = words.iter();
        while let Some(word) = words.next() {
            match word.as_str() {
                "--release" => serve.release = true,
                "--port" => {
                    let port = words.next().and_then(|n| n.parse().ok()).filter(|&n| n > 0);
                    serve.port = Some(port.ok_or("`--port` needs a number from 1 to 65535")?);
                }
                other => {
                    return Err(format!(
                        "`cargo xtask serve` does not take `{other}`; it takes --port N and --release"
                    ));
                }
            }
        }
        Ok(serve)
    }
}

/// Builds the page, serves it on loopback and builds again after each edit.
pub(crate) fn serve(options: &Serve) -> Result {
    let port = free_port(options.port)?;
    tools::ensure()?;
    let mut trunk = trunk();
    trunk.args(["serve", "--port", &port.to_string(), "--dist", SERVED]);
    if options.release {
        trunk.arg("--release").env("PATH", path_with(&node::ensure_packages()?)?);
    }
    // Whatever stands there is of an earlier time.
    let _ = fs::remove_dir_all(root().join(SERVED));
    fs::create_dir_all(root().join(SERVED)).map_err(|e| format!("cannot make {SERVED}: {e}"))?;
    println!("Building the page: a minute or two the first time, seconds afterwards.");
    show(&mut trunk, port)
}

/// Runs Trunk's server until it ends or somebody ends us, and says when the page is there.
fn show(trunk: &mut Command, port: u16) -> Result {
    let stop = Arc::new(AtomicBool::new(false));
    for signal in [SIGINT, SIGTERM] {
        signal_hook::flag::register(signal, Arc::clone(&stop)).map_err(|e| e.to_string())?;
    }
    let mut server = trunk.spawn().map_err(|e| format!("trunk does not start: {e}"))?;
    let (mut ready, mut warned) = (false, false);
    loop {
        if stop.load(Ordering::Relaxed) {
            let _ = server.kill(); // It may have had the same signal.
            let _ = server.wait();
            return Ok(());
        }
        if let Some(status) = server.try_wait().map_err(|e| e.to_string())? {
            return Err(format!("Trunk ended ({status})"));
        }
        if !ready && TcpStream::connect((Ipv4Addr::LOCALHOST, port)).is_ok() {
            ready = root().join(SERVED).join("index.html").is_file();
            if ready {
                println!("\nChalkgrad is at http://127.0.0.1:{port}/");
                println!("After an edit it is built again: reload the page. Ctrl-C ends it.");
            } else if !warned {
                warned = true;
                println!("\nThe page could not be built; the reason stands above.");
                println!("After an edit it is tried again. Ctrl-C ends it.");
            }
        }
        sleep(Duration::from_millis(100));
    }
}

/// Writes the release site to dist/ and says how large it is.
pub(crate) fn build() -> Result {
    tools::ensure()?;
    let programs = node::ensure_packages()?;
    println!("Building the release site into dist/.");
    let mut build = trunk();
    build.args(["build", "--release"]).env("PATH", path_with(&programs)?);
    // Added to the flags of .cargo/config.toml.
    build.env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUSTFLAGS", without_paths());
    run(&mut build)?;
    remove_build_links()?;
    bundle::bundle(&dist(), &programs)?;
    sizes::report()
}

/// The release site once more with what stands in www/ now and the modules that dist/ has already: seconds instead of
/// minutes, for work on pages and scripts.
pub(crate) fn scripts() -> Result {
    let (dist, built) = (dist(), root().join("target/built"));
    let failed = |e| format!("dist/: {e}; `cargo xtask build` makes it");
    let embed = dist.join(bundle::EMBED);
    // Where a mistake in a script stopped the last attempt, the modules still are where that one put them.
    if embed.is_dir() || !built.is_dir() {
        let _ = fs::remove_dir_all(&built);
        fs::rename(&embed, &built).map_err(failed)?;
    }
    fs::remove_dir_all(&dist).map_err(failed)?;
    run(command("cp").arg("-r").arg(root().join("www")).arg(&dist))?;
    for entry in fs::read_dir(&built).map_err(failed)?.flatten() {
        let name = entry.file_name();
        if name.to_string_lossy().starts_with("chalkgrad-") || name == "vendor" {
            run(command("cp").arg("-r").arg(entry.path()).arg(&dist))?;
        }
    }
    remove_build_links()?;
    manifest::write(&dist)?;
    bundle::bundle(&dist, &node::ensure_packages()?)?;
    fs::remove_dir_all(&built).map_err(failed)?;
    sizes::report()
}

/// Compiler flags that keep the folders of this computer out of the module: they would stand in the
/// messages of every possible panic, make the module larger, and differ from one computer to the next.
fn without_paths() -> String {
    let home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| env::home_dir().map(|home| home.join(".cargo")));
    let sources = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok()).into_iter().flatten();
    let folders = sources.filter_map(|entry| Some(entry.ok()?.path())).chain([root()]);
    let flags = folders.filter_map(|folder| Some(format!("--remap-path-prefix={}=", folder.to_str()?)));
    // Flags are separated by spaces; a folder with a space in its name keeps it.
    flags.filter(|flag| !flag.contains(' ')).collect::<Vec<_>>().join(" ")
}

/// Without its inline loader, Trunk leaves the `<link data-trunk rel="rust" …>` line in the page; no host needs it.
fn remove_build_links() -> Result {
    let page = dist().join("index.html");
    let failed = |e| format!("{}: {e}", page.display());
    let text = fs::read_to_string(&page).map_err(failed)?;
    let lines: Vec<&str> = text.lines().filter(|line| !line.contains("data-trunk")).collect();
    fs::write(&page, lines.join("\n") + "\n").map_err(failed)
}

fn trunk() -> Command {
    let mut trunk = command("trunk");
    trunk.args(["--log", "warn", "--skip-version-check"]);
    // Where a build fails, cargo's message counts, not Trunk's call stack.
    trunk.env("RUST_LIB_BACKTRACE", "0");
    // Trunk takes `NO_COLOR=1`, which everybody writes, for a mistake.
    if env::var_os("NO_COLOR").is_some() {
        trunk.env("NO_COLOR", "true");
    }
    trunk
}

fn free_port(wanted: Option<u16>) -> Result<u16> {
    let free = |port: u16| TcpListener::bind((Ipv4Addr::LOCALHOST, port)).is_ok();
    if let Some(port) = wanted {
        return if free(port) {
            Ok(port)
        } else {
            Err(format!("port {port} is taken; `--port` with another number, or none, helps"))
        };
    }
    let port = (8080..8180).find(|&port| free(port)).ok_or("no port from 8080 to 8179 is free")?;
    if port != 8080 {
        println!("Port 8080 is taken, so the page will be at {port}.");
    }
    Ok(port)
}
