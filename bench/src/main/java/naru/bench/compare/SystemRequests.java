package naru.bench.compare;

/** Requests about the engine: ping, version, info, disk usage, events, and Swarm. */
final class SystemRequests {
    private SystemRequests() {}

    static void addTo(Script script) {
        for (var version : new String[] {"//", "/v1.24/", "/v1.30/", "/v1.40/", "/v1.41/"}) {
            script.get(version + "_ping");
            script.head(version + "_ping");
        }
        for (var version : new String[] {"//", "/v1.24/", "/v1.39/", "/v1.41/"}) {
            script.get(version + "version");
            script.get(version + "info");
        }
        script.get("/system/df");
        script.get("/v1.30/system/df");
        script.post("/build/prune");
        script.get("/plugins");
        script.get("/plugins/nosuch/json");
        script.post(
                "/auth",
                "{\"username\":\"a\",\"password\":\"b\",\"serveraddress\":\"127.0.0.1:1\"}");
        noSwarm(script);
        events(script);
    }

    private static void noSwarm(Script script) {
        for (var path :
                new String[] {"swarm", "nodes", "services", "tasks", "secrets", "configs"}) {
            script.get("/" + path);
        }
        for (var path : new String[] {"nodes", "services", "tasks", "secrets", "configs"}) {
            script.get("/" + path + "/nosuch");
        }
        for (var path : new String[] {"nodes", "services", "secrets", "configs"}) {
            script.delete("/" + path + "/nosuch");
        }
        script.get("/swarm/unlockkey");
        script.post("/swarm/leave");
        script.post("/services/create", "{}");
        script.post("/secrets/create", "{}");
        script.post("/configs/create", "{}");
    }

    /** Past events only, so that the stream ends. */
    private static void events(Script script) {
        script.get("/events?since=1&until=2");
        script.get("/events?since=1600000000&until=1600000001.5");
        script.get("/events?until=nonsense");
        script.get("/events?since=nonsense&until=1");
        script.get("/events?since=5&until=3");
        script.filtered("/events?since=1&until=2", "{\"type\":[\"network\"]}");
        script.filtered("/events?since=1&until=2", "{\"nosuch\":[\"a\"]}");
        script.filtered("/events?since=1&until=2", "{\"type\":{\"network\":true}}");
        script.filtered("/events?since=1&until=2", "nonsense");
    }

    /** Events of the script's objects. */
    static void addEventsTo(Script script) {
        var past = "/events?since=1&until={now}";
        for (var filter :
                new String[] {
                    "{\"type\":[\"network\"],\"network\":[\"front\"]}",
                    "{\"type\":[\"network\"],\"event\":[\"create\"],\"network\":[\"{front}\"]}",
                    "{\"type\":[\"volume\"],\"volume\":[\"data\"]}",
                    "{\"container\":[\"web\"],\"event\":[\"start\",\"die\"]}",
                    "{\"container\":[\"{web}\"],\"event\":[\"create\"]}",
                    "{\"image\":[\"busybox\"],\"event\":[\"create\"],\"container\":[\"web\"]}",
                    "{\"label\":[\"tier=front\"],\"type\":[\"container\"],\"event\":[\"create\"]}",
                    "{\"event\":[\"exec_create\"],\"container\":[\"web\"]}",
                    "{\"scope\":[\"local\"],\"type\":[\"volume\"],\"event\":[\"create\"]}",
                    "{\"scope\":[\"swarm\"]}",
                    "{\"daemon\":[\"nosuch\"]}",
                    "{\"type\":[\"image\"],\"event\":[\"tag\"]}"
                }) {
            script.filtered(past, filter);
        }
    }
}
