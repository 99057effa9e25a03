package naru.proxy.table;

import naru.proxy.model.Service.Target;
import naru.proxy.model.Workload;

/** One server of a service. */
public record Member(Workload workload, Target target, int weight) {}
