//! The program.

fn main() -> std::process::ExitCode {
    funnelc::cli::main()
}
