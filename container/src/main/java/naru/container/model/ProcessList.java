package naru.container.model;

import java.util.List;

/** The output of ps(1): column titles, and a row for each process. */
public record ProcessList(List<String> titles, List<List<String>> rows) {}
