//! Colours and type, for light and dark pages. Plain rules rather than variables: not only browsers show SVG.

/// The style sheet.
pub(super) const CSS: &str = "\
.funnelc .paper{fill:#ffffff}
.funnelc text{font-family:ui-sans-serif,system-ui,-apple-system,'Segoe UI',Roboto,'Helvetica Neue',Arial,sans-serif;fill:#0f172a}
.funnelc .heading{font-size:20px;font-weight:650;letter-spacing:-.01em}
.funnelc .note{font-size:12px;fill:#64748b}
.funnelc .name{font-size:14px;font-weight:600}
.funnelc .code,.funnelc .label{font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace;font-size:11px}
.funnelc .code{fill:#64748b}
.funnelc .label{fill:#64748b;paint-order:stroke;stroke:#ffffff;stroke-width:4px;stroke-linejoin:round}
.funnelc .label .id{fill:#1e293b;font-weight:600}
.funnelc .card{fill:#f8fafc;stroke:#cbd5e1;stroke-width:1.25}
.funnelc .bar{fill:#6366f1}
.funnelc .aside .card{fill:#fffbeb;stroke:#fcd34d}
.funnelc .aside .bar{fill:#f59e0b}
.funnelc .won .card{fill:#ecfdf5;stroke:#6ee7b7}
.funnelc .won .bar{fill:#10b981}
.funnelc .lost .card{fill:#fef2f2;stroke:#fca5a5}
.funnelc .lost .bar{fill:#ef4444}
.funnelc .halo{fill:none;stroke:#ffffff;stroke-width:6}
.funnelc .line{fill:none;stroke:#6366f1;stroke-width:1.6;stroke-linecap:round}
.funnelc .tip,.funnelc .dot,.funnelc .person{fill:#6366f1}
.funnelc .ring{fill:#ffffff;stroke:#6366f1;stroke-width:1.6}
.funnelc .timer .line{stroke-dasharray:5 4;stroke-linecap:butt}
.funnelc .aside .line,.funnelc .aside .ring{stroke:#d97706}
.funnelc .aside .tip{fill:#d97706}
.funnelc .won .line,.funnelc .won .ring{stroke:#059669}
.funnelc .won .tip{fill:#059669}
.funnelc .lost .line,.funnelc .lost .ring{stroke:#b4545b}
.funnelc .lost .tip{fill:#b4545b}
.funnelc .plain .line{stroke:#94a3b8}
.funnelc .plain .tip,.funnelc .plain .dot{fill:#94a3b8}
@media (prefers-color-scheme:dark){
.funnelc .paper{fill:#0d1117}
.funnelc text{fill:#f0f6fc}
.funnelc .note,.funnelc .code,.funnelc .label{fill:#9198a1}
.funnelc .label{stroke:#0d1117}
.funnelc .label .id{fill:#d1d9e0}
.funnelc .card{fill:#161b22;stroke:#3d444d}
.funnelc .bar,.funnelc .tip,.funnelc .dot,.funnelc .person{fill:#818cf8}
.funnelc .aside .card{fill:#211a0b;stroke:#7a5710}
.funnelc .aside .bar,.funnelc .aside .tip{fill:#fbbf24}
.funnelc .won .card{fill:#0a2019;stroke:#11674a}
.funnelc .won .bar,.funnelc .won .tip{fill:#34d399}
.funnelc .lost .card{fill:#25110f;stroke:#7d2a2a}
.funnelc .lost .bar,.funnelc .lost .tip{fill:#f87171}
.funnelc .halo{stroke:#0d1117}
.funnelc .ring{fill:#0d1117;stroke:#818cf8}
.funnelc .line{stroke:#818cf8}
.funnelc .aside .line,.funnelc .aside .ring{stroke:#fbbf24}
.funnelc .won .line,.funnelc .won .ring{stroke:#34d399}
.funnelc .lost .line,.funnelc .lost .ring{stroke:#f87171}
.funnelc .plain .line{stroke:#6e7681}
.funnelc .plain .tip,.funnelc .plain .dot{fill:#6e7681}
}
";
