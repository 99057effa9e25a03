package naru.bench.compare;

/** Invalid requests, and requests for missing objects. */
final class RefusedRequests {
    private RefusedRequests() {}

    static void addTo(Script script) {
        pages(script);
        bodies(script);
        missing(script);
        creations(script);
    }

    private static void pages(Script script) {
        for (var path :
                new String[] {
                    "//",
                    "//nosuch",
                    "/",
                    "/nosuch",
                    "/containers",
                    "/networks/a/b",
                    "//v1.99/info",
                    "//v1.11/info",
                    "//v1.x/info",
                    "//v2.0/info"
                }) {
            script.get(path);
        }
        script.delete("/info");
        script.post("/version");
        script.send("PUT", "/networks/a", "", "");
        script.send("PATCH", "/info", "", "");
        script.send("OPTIONS", "/info", "", "");
    }

    private static void bodies(Script script) {
        for (var path :
                new String[] {
                    "/networks/create",
                    "/volumes/create",
                    "/containers/create",
                    "/networks/bridge/connect",
                    "/networks/bridge/disconnect"
                }) {
            script.send("POST", path, "text/plain", "{\"Name\":\"x\"}");
            script.send("POST", path, "application/json; charset=utf-8", "{\"Name\":");
            script.post(path, "hello");
            script.post(path, "{\"Name\":\"x\"} trailing");
            script.send("POST", path, "application/json", "");
            script.send("POST", path, "", "{\"Name\":5}");
            script.post(path);
        }
    }

    private static void missing(Script script) {
        for (var path :
                new String[] {
                    "json",
                    "top",
                    "logs?stdout=1",
                    "stats?stream=0",
                    "changes",
                    "export",
                    "archive?path=/"
                }) {
            script.get("/containers/nosuch/" + path);
        }
        for (var path :
                new String[] {
                    "start",
                    "stop",
                    "restart",
                    "kill",
                    "pause",
                    "unpause",
                    "wait",
                    "resize?h=1&w=1",
                    "rename?name=x",
                    "attach?stream=0"
                }) {
            script.post("/containers/nosuch/" + path);
        }
        script.post("/containers/nosuch/update", "{}");
        script.delete("/containers/nosuch");
        script.delete("/containers/nosuch?force=1");
        script.post("/commit?container=nosuch", "{}");
        script.get("/distribution/127.0.0.1:1/a/json");
    }

    /** Without unknown log drivers: Docker 20.10 searches for a plugin for half a minute. */
    private static void creations(Script script) {
        for (var body :
                new String[] {
                    "{}",
                    "{\"Image\":\"nosuch\"}",
                    "{\"Image\":\"UPPER\"}",
                    "{\"Image\":5}",
                    container("\"NetworkMode\":\"container:nosuch\""),
                    container("\"NetworkMode\":\"container:\""),
                    container("\"PortBindings\":{\"nonsense\":[]}"),
                    container("\"PortBindings\":{\"80/tcp\":[{\"HostPort\":\"99999\"}]}"),
                    container("\"PortBindings\":{\"80/tcp\":[{\"HostIp\":\"x\"}]}"),
                    container("\"RestartPolicy\":{\"Name\":\"nosuch\"}"),
                    container("\"Binds\":[\"relative/path\"]"),
                    container("\"Binds\":[\"/a:/b:/c:/d\"]"),
                    container("\"Binds\":[\"data:/x:nosuch\"]"),
                    container("\"Memory\":1"),
                    container("\"CapAdd\":[\"NOSUCH\"]"),
                    container("\"Mounts\":[{\"Type\":\"nosuch\",\"Target\":\"/x\"}]"),
                    container(
                            "\"Mounts\":[{\"Type\":\"bind\",\"Source\":\"/nosuch-here\",\"Target\":\"/x\"}]"),
                    container("\"ExtraHosts\":[\"nonsense\"]"),
                    container("\"Dns\":[\"nonsense\"]"),
                    container("\"Links\":[\"nosuch:a\"]"),
                    container("\"NetworkMode\":\"host\",\"Links\":[\"a:b\"]"),
                    container("\"AutoRemove\":true,\"RestartPolicy\":{\"Name\":\"always\"}"),
                    container("\"Runtime\":\"nosuch\""),
                    container(
                            "\"Sysctls\":{\"net.ipv4.ip_forward\":\"1\"},\"NetworkMode\":\"host\""),
                    "{\"Image\":\"busybox\",\"Cmd\":[\"true\"],\"Hostname\":\"-bad-\"}",
                    "{\"Image\":\"busybox\",\"Cmd\":[\"true\"],\"Env\":[\"=x\"]}",
                    "{\"Image\":\"busybox\",\"Cmd\":[\"true\"],\"WorkingDir\":\"relative\"}",
                    "{\"Image\":\"busybox\",\"Cmd\":[\"true\"],\"StopSignal\":\"NOSUCH\"}",
                    "{\"Image\":\"busybox\",\"Cmd\":[\"true\"],\"ExposedPorts\":{\"nonsense\":{}}}"
                }) {
            script.post("/containers/create", body);
        }
        script.post("/containers/create?name=a%2Fb", "{\"Image\":\"busybox\",\"Cmd\":[\"true\"]}");
        script.post("/containers/create?name=a", "{\"Image\":\"busybox\"}");
    }

    private static String container(String hostConfig) {
        return "{\"Image\":\"busybox\",\"Cmd\":[\"true\"],\"HostConfig\":{" + hostConfig + "}}";
    }
}
