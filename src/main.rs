//! The program.

/// Gives freed memory to the next who asks instead of to the kernel, which hands it out dearly.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> std::process::ExitCode {
    funnelc::cli::main()
}
