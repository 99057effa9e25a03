package naru.bench.compare;

/** {@code /images}. There is one image, {@code busybox:latest}. */
final class ImageRequests {
    private ImageRequests() {}

    static void addTo(Script script) {
        script.get("/images/json");
        script.get("/v1.24/images/json");
        script.get("/images/json?all=1&digests=1");
        script.get("/images/busybox/json");
        script.get("/images/busybox:latest/json");
        script.get("/v1.30/images/busybox/json");
        script.get("/images/busybox/history");
        script.post("/images/busybox/tag?repo=other&tag=v1");
        script.post("/images/busybox/tag?repo=registry.local:5000/deep/other&tag=v2");
        script.post("/images/busybox/tag?repo=UPPER&tag=v1");
        script.post("/images/busybox/tag?repo=other&tag=b%20d");
        script.post("/images/busybox/tag");
        script.post("/images/nosuch/tag?repo=a");
        for (var filter :
                new String[] {
                    "{\"reference\":[\"busybox\"]}",
                    "{\"reference\":[\"oth*\"]}",
                    "{\"reference\":[\"*:v1\"]}",
                    "{\"reference\":[\"nosuch\"]}",
                    "{\"dangling\":[\"true\"]}",
                    "{\"dangling\":[\"perhaps\"]}",
                    "{\"label\":[\"a=b\"]}",
                    "{\"before\":[\"busybox\"]}",
                    "{\"since\":[\"nosuch\"]}",
                    "{\"nosuch\":[\"x\"]}",
                    "nonsense"
                }) {
            script.filtered("/images/json", filter);
        }
        script.delete("/images/other:v1");
        script.delete("/images/registry.local:5000/deep/other:v2");
        for (var name : new String[] {"nosuch", "nosuch:tag", "UPPER", "a@sha256:abc"}) {
            script.get("/images/" + name + "/json");
        }
        script.get("/images/nosuch/history");
        script.delete("/images/nosuch");
        script.get("/images/nosuch/get");
        script.get("/images/get?names=nosuch");
        script.post("/images/create?fromImage=127.0.0.1:1/a&tag=b");
        script.post("/images/create?fromImage=UPPER&tag=b");
        script.post("/images/create");
        script.post("/images/nosuch/push");
        script.postFiltered("/images/prune", "{\"dangling\":[\"true\"]}");
        script.postFiltered("/images/prune", "{\"nosuch\":[\"true\"]}");
        script.postFiltered("/images/prune", "{\"dangling\":[\"perhaps\"]}");
    }
}
