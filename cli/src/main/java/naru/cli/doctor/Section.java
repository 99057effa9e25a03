package naru.cli.doctor;

import java.util.List;

/** Findings about one part of the machine. */
record Section(String title, List<Finding> findings) {
    Section {
        findings = List.copyOf(findings);
    }
}
