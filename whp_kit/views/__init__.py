"""Pictures: HTML, figures, panels."""
