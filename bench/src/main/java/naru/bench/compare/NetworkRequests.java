package naru.bench.compare;

/** {@code /networks}. Leaves the network {@code front} for the containers. */
final class NetworkRequests {
    private static final String CREATE = "/networks/create";

    private NetworkRequests() {}

    static void addTo(Script script) {
        script.get("/networks");
        script.get("/networks/");
        for (var name : new String[] {"bridge", "host", "none"}) {
            script.get("/networks/" + name);
            script.delete("/networks/" + name);
        }
        created(script);
        shown(script);
        refused(script);
        pruned(script);
    }

    private static void created(Script script) {
        script.create(
                "front",
                CREATE,
                """
                {"Name":"front","CheckDuplicate":true,"Driver":"bridge","Attachable":true,"Labels":{"tier":"front","empty":""},
                 "Options":{"com.docker.network.bridge.name":"br-front","com.docker.network.driver.mtu":"1400"},
                 "IPAM":{"Driver":"default","Options":{"k":"v"},"Config":[{"Subnet":"10.91.0.0/16","IPRange":"10.91.4.0/24",
                 "Gateway":"10.91.0.9","AuxiliaryAddresses":{"router":"10.91.0.8"}}]}}\
                """);
        script.create("plain", CREATE, "{\"Name\":\"plain\"}");
        script.create("inner", CREATE, "{\"Name\":\"inner\",\"Internal\":true}");
        script.create(
                "six",
                CREATE,
                """
                {"Name":"six","EnableIPv6":true,"IPAM":{"Config":[{"Subnet":"fd77::/64"},{"Subnet":"10.92.0.0/24"}]}}\
                """);
        script.create("odd", CREATE, "{\"Name\":\"odd name_.-é\"}");
        script.create(
                "template",
                CREATE,
                """
                {"Name":"template","ConfigOnly":true,"Labels":{"a":"b"},
                 "IPAM":{"Config":[{"Subnet":"10.93.0.0/24"}]},"Options":{"com.docker.network.driver.mtu":"1300"}}\
                """);
        script.create(
                "used", CREATE, "{\"Name\":\"used\",\"ConfigFrom\":{\"Network\":\"template\"}}");
    }

    private static void shown(Script script) {
        for (var id :
                new String[] {
                    "front",
                    "{front}",
                    "plain",
                    "inner",
                    "six",
                    "odd%20name_.-%C3%A9",
                    "template",
                    "used"
                }) {
            script.get("/networks/" + id);
        }
        script.get("/networks/front?verbose=true");
        script.get("/networks/front?verbose=nonsense");
        script.get("/networks/front?scope=local");
        script.get("/networks/front?scope=swarm");
        script.get("/networks/front?scope=nonsense");
        script.get("/v1.24/networks/front");
        script.get("/v1.30/networks/front");
        script.get("/v1.24/networks");
        script.get("/v1.27/networks");
        for (var filter :
                new String[] {
                    "{\"name\":[\"fro\"]}",
                    "{\"name\":[\"front\",\"plain\"]}",
                    "{\"name\":{\"front\":true}}",
                    "{\"id\":[\"{front}\"]}",
                    "{\"driver\":[\"bridge\"]}",
                    "{\"driver\":[\"null\",\"host\"]}",
                    "{\"driver\":[\"brid\"]}",
                    "{\"scope\":[\"local\"],\"name\":[\"front\"]}",
                    "{\"scope\":[\"swarm\"]}",
                    "{\"scope\":[\"global\"]}",
                    "{\"type\":[\"builtin\"]}",
                    "{\"type\":[\"custom\"]}",
                    "{\"type\":[\"custom\",\"builtin\"]}",
                    "{\"type\":[\"nosuch\"]}",
                    "{\"label\":[\"tier\"]}",
                    "{\"label\":[\"tier=front\"]}",
                    "{\"label\":[\"tier=back\"]}",
                    "{\"label\":[\"tier\",\"empty=\"]}",
                    "{\"dangling\":[\"true\"]}",
                    "{\"dangling\":[\"false\"]}",
                    "{\"dangling\":[\"perhaps\"]}",
                    "{\"dangling\":[\"true\",\"false\"]}",
                    "{\"nosuch\":[\"x\"]}",
                    "{\"name\":\"front\"}",
                    "[]",
                    "nonsense",
                    "{}"
                }) {
            script.filtered("/networks", filter);
        }
    }

    /**
     * Without unknown network or IPAM drivers: Docker 20.10 searches for a plugin for half a
     * minute.
     */
    private static void refused(Script script) {
        for (var body :
                new String[] {
                    "{}",
                    "{\"Name\":\"\"}",
                    "{\"Name\":\"front\",\"CheckDuplicate\":true}",
                    "{\"Name\":\"bridge\"}",
                    "{\"Name\":\"default\"}",
                    "{\"Name\":\"x\",\"Driver\":\"host\"}",
                    "{\"Name\":\"x\",\"Driver\":\"null\"}",
                    "{\"Name\":\"x\",\"Driver\":\"overlay\"}",
                    "{\"Name\":\"x\",\"Ingress\":true}",
                    "{\"Name\":\"x\",\"Scope\":\"swarm\"}",
                    pool("\"Subnet\":\"10.91.128.0/17\""),
                    pool("\"Subnet\":\"10.94.0.0/24\",\"Gateway\":\"10.95.0.1\""),
                    pool("\"Subnet\":\"10.94.0.7/24\""),
                    pool("\"Subnet\":\"nonsense\""),
                    pool("\"Subnet\":\"10.94.0.0/24\",\"IPRange\":\"10.95.0.0/25\""),
                    pool(
                            "\"Subnet\":\"10.94.0.0/24\",\"AuxiliaryAddresses\":{\"a\":\"10.95.0.1\"}"),
                    pool("\"Subnet\":\"10.94.0.0/24\",\"AuxiliaryAddresses\":{\"a\":\"nonsense\"}"),
                    pool("\"Subnet\":\"10.94.0.0/24\"},{\"Subnet\":\"10.95.0.0/24\""),
                    pool("\"Gateway\":\"10.94.0.1\""),
                    "{\"Name\":\"x\",\"Options\":{\"com.docker.network.bridge.enable_icc\":\"perhaps\"}}",
                    "{\"Name\":\"x\",\"Options\":{\"com.docker.network.driver.mtu\":\"many\"}}",
                    "{\"Name\":\"x\",\"Options\":{\"com.docker.network.bridge.name\":\"br-front\"}}",
                    "{\"Name\":\"x\",\"ConfigOnly\":true,\"ConfigFrom\":{\"Network\":\"template\"}}",
                    "{\"Name\":\"x\",\"ConfigFrom\":{\"Network\":\"nosuch\"}}",
                    "{\"Name\":\"x\",\"ConfigFrom\":{\"Network\":\"front\"}}",
                    "{\"Name\":\"x\",\"ConfigFrom\":{\"Network\":\"template\"},\"Options\":{\"a\":\"b\"}}",
                    "{\"Name\":\"x\",\"ConfigFrom\":{\"Network\":\"template\"},\"IPAM\":{\"Config\":[{\"Subnet\":\"10.96.0.0/24\"}]}}",
                    "{\"Name\":\"x\",\"ConfigFrom\":{\"Network\":\"template\"},\"EnableIPv6\":true}",
                    "{\"Name\":\"x\",\"ConfigFrom\":{\"Network\":\"template\"},\"Internal\":true}",
                    "{\"Name\":\"x\",\"ConfigOnly\":true,\"Internal\":true}"
                }) {
            script.post(CREATE, body);
        }
        script.delete("/networks/x");
        script.delete("/networks/template");
        script.delete("/networks/nosuch");
        script.get("/networks/nosuch");
        script.post("/networks/nosuch/connect", "{\"Container\":\"a\"}");
        script.post("/networks/front/connect", "{\"Container\":\"nosuch\"}");
        script.post("/networks/front/connect", "{}");
        script.post("/networks/nosuch/disconnect", "{\"Container\":\"a\"}");
        script.post("/networks/front/disconnect", "{\"Container\":\"nosuch\"}");
        script.post("/networks/front/disconnect", "{\"Container\":\"nosuch\",\"Force\":true}");
    }

    private static String pool(String fields) {
        return "{\"Name\":\"x\",\"IPAM\":{\"Config\":[{" + fields + "}]}}";
    }

    private static void pruned(Script script) {
        script.delete("/networks/used");
        script.delete("/networks/{template}");
        script.delete("/networks/six");
        script.postFiltered("/networks/prune", "{\"nosuch\":[\"a\"]}");
        script.postFiltered("/networks/prune", "{\"until\":[\"nonsense\"]}");
        script.postFiltered("/networks/prune", "{\"until\":[\"1m\",\"2m\"]}");
        script.postFiltered("/networks/prune", "{\"until\":[\"24h\"]}");
        script.postFiltered("/networks/prune", "{\"label\":[\"nosuch\"]}");
        script.postFiltered("/networks/prune", "{\"label!\":[\"tier=front\"]}");
        script.get("/networks");
    }
}
