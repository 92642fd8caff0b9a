//! `funnelc plan`: the programs of the example and of the definitions that are measured, to be read in a review.

use super::support::run;
use std::path::Path;

#[test]
fn programs_read_well() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, funnel) in [
        ("example", "funnels/b2b_saas"),
        ("ordered", "benches/workloads/ordered.yaml"),
        ("scoring", "benches/workloads/scoring.yaml"),
        ("stages", "benches/workloads/stages.yaml"),
    ] {
        let said = run(root, &["plan", funnel]);
        assert_eq!(said.code, 0, "{}", said.err);
        insta::assert_snapshot!(name, said.out);
    }
}
