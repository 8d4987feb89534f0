using System.Text;
using System.Text.Json.Nodes;

namespace EdgeKd.Release.Tests.Gating;

[TestFixture]
public class GateInputsTests
{
    private static readonly GateCase Case = new()
    {
        Policy = Samples.Lenient,
        Candidate = Samples.Evidence(count: 4, right: 3, runs: 2, profile: Profiles.Quick),
        Waivers = [new Waiver("top1", "why", "ana", new(2027, 1, 31), "AAAA")],
        Today = new(2026, 11, 26),
        EarlierModels = new Dictionary<string, string> { ["ff"] = "0.2.0", ["aa"] = "0.1.0" },
        ModelDigests = new Dictionary<string, string> { ["int8"] = "2", ["fp32"] = "1" },
    };

    [Test]
    public void What_is_written_is_the_case_again_and_the_same_bytes()
    {
        var bytes = Bytes(Case);
        var again = GateInputs.Parse(bytes, "gate.json").Case(Case.Policy, Case.Candidate, null, "gate.json");

        Assert.That((again.Today, again.Baseline, again.Beside), Is.EqualTo((Case.Today, (ReleasedBaseline?)null, (BaselineEvidence?)null)));
        Assert.That(again.Waivers, Is.EqualTo(Case.Waivers));
        Assert.That(again.EarlierModels, Is.EquivalentTo(Case.EarlierModels));
        Assert.That(again.ModelDigests, Is.EquivalentTo(Case.ModelDigests));
        Assert.That(Bytes(Case with { EarlierModels = Case.EarlierModels.Reverse().ToDictionary() }), Is.EqualTo(bytes));
    }

    private static readonly TestCaseData[] Wrong =
    [
        Wrongly(json => json["schema"] = 2, "schema is 2"),
        Wrongly(json => json["today"] = "soon", "today is not a day"),
        Wrongly(json => json.Remove("today"), "missing 'today'"),
        Wrongly(json => json["waivers"] = new JsonArray((JsonNode?)null), "is null"),
        Wrongly(json => json["modelDigests"]!["fp32"] = null, "gate.json"),
        Wrongly(json => json["releasedManifest"] = JsonNode.Parse(Samples.Manifest().ToBytes()), "some are missing"),
    ];

    [TestCaseSource(nameof(Wrong))]
    public void What_is_wrong_is_named_in_one_line(Action<JsonObject> change, string message)
    {
        var json = JsonNode.Parse(Bytes(Case))!.AsObject();
        change(json);
        Assert.That(() => GateInputs.Parse(Encoding.UTF8.GetBytes(json.ToJsonString()), "gate.json"),
            Throws.TypeOf<InvalidDataException>().With.Message.Contains(message).And.Message.StartsWith("gate.json").And.Message.Not.Contains("\n"));
    }

    private static TestCaseData Wrongly(Action<JsonObject> change, string message) => new(change, message);

    private static byte[] Bytes(GateCase gate)
    {
        using var folder = new TemporaryFolder();
        GateInputs.Of(gate).Save(folder["gate.json"]);
        return File.ReadAllBytes(folder["gate.json"]);
    }
}
