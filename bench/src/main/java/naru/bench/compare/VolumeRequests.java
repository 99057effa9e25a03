package naru.bench.compare;

/** {@code /volumes}. Leaves the volume {@code data} for the containers. */
final class VolumeRequests {
    private VolumeRequests() {}

    static void addTo(Script script) {
        script.get("/volumes");
        script.post("/volumes/create", "{\"Name\":\"data\",\"Labels\":{\"tier\":\"front\"}}");
        script.post("/volumes/create", "{\"Name\":\"data\"}");
        script.post(
                "/volumes/create", "{\"Name\":\"more\",\"Driver\":\"local\",\"DriverOpts\":{}}");
        script.post(
                "/volumes/create",
                "{\"Name\":\"memory\",\"DriverOpts\":{\"type\":\"tmpfs\",\"device\":\"tmpfs\",\"o\":\"size=1m\"}}");
        script.get("/volumes");
        script.get("/volumes/data");
        script.get("/volumes/memory");
        script.get("/volumes/nosuch");
        for (var filter :
                new String[] {
                    "{\"name\":[\"dat\"]}",
                    "{\"driver\":[\"local\"]}",
                    "{\"driver\":[\"nosuch\"]}",
                    "{\"label\":[\"tier=front\"]}",
                    "{\"dangling\":[\"true\"]}",
                    "{\"dangling\":[\"false\"]}",
                    "{\"dangling\":[\"perhaps\"]}",
                    "{\"nosuch\":[\"x\"]}",
                    "nonsense"
                }) {
            script.filtered("/volumes", filter);
        }
        for (var body :
                new String[] {
                    "{\"Name\":\"a/b\"}",
                    "{\"Name\":\"x\",\"DriverOpts\":{\"nosuch\":\"y\"}}",
                    "{\"Name\":5}"
                }) {
            script.post("/volumes/create", body);
        }
        script.delete("/volumes/more");
        script.delete("/volumes/more?force=1");
        script.delete("/volumes/nosuch");
        script.postFiltered("/volumes/prune", "{\"label\":[\"nosuch\"]}");
        script.postFiltered("/volumes/prune", "{\"nosuch\":[\"a\"]}");
        script.postFiltered("/volumes/prune", "{\"label!\":[\"tier=front\"]}");
        script.get("/volumes");
    }
}
