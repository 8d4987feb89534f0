using System.Text.Json.Nodes;
using EdgeKd.Pipeline.Recipes;
using EdgeKd.Pipeline.Store;

namespace EdgeKd.Pipeline.Tests.Store;

[TestFixture]
public class StageIdentityTests
{
    internal static StageIdentity Sample() => new()
    {
        Stage = "distill",
        StageVersion = 1,
        Settings = CanonicalJson.ToNode(new DistillSection()),
        Inputs = new Dictionary<string, string> { ["teacher"] = "aa", ["data"] = "bb" },
        Device = "cpu",
        Threads = 2,
        LibTorchVersion = "1.13.0",
        OnnxRuntimeVersion = "1.29.0",
    };

    private static IEnumerable<TestCaseData> Changes()
    {
        var sample = Sample();
        yield return new(sample with { Stage = "teacher" }) { TestName = "stage" };
        yield return new(sample with { StageVersion = 2 }) { TestName = "stage version" };
        yield return new(sample with { Settings = CanonicalJson.ToNode(new DistillSection { Temperature = 4.5 }) }) { TestName = "a setting" };
        yield return new(sample with { Settings = CanonicalJson.ToNode(new DistillSection { Train = new() { EmaDecay = 0 } }) }) { TestName = "a nested setting" };
        yield return new(sample with { Inputs = new Dictionary<string, string> { ["teacher"] = "aa", ["data"] = "bc" } }) { TestName = "an input's digest" };
        yield return new(sample with { Inputs = new Dictionary<string, string> { ["teacher"] = "bb", ["data"] = "aa" } }) { TestName = "swapped inputs" };
        yield return new(sample with { Inputs = new Dictionary<string, string> { ["teacher"] = "aa" } }) { TestName = "a missing input" };
        yield return new(sample with { Device = "cuda" }) { TestName = "device" };
        yield return new(sample with { Threads = 3 }) { TestName = "threads" };
        yield return new(sample with { LibTorchVersion = "2.1.0" }) { TestName = "libtorch" };
        yield return new(sample with { OnnxRuntimeVersion = "1.30.0" }) { TestName = "ONNX Runtime" };
        yield return new(sample with { CpuModel = "a processor" }) { TestName = "processor" };
    }

    [TestCaseSource(nameof(Changes))]
    public void Each_part_changes_the_key(StageIdentity changed) => Assert.That(changed.Key, Is.Not.EqualTo(Sample().Key));

    [Test]
    public void Equal_identities_have_equal_keys_in_any_order_of_inputs()
    {
        var turned = Sample() with { Inputs = new Dictionary<string, string> { ["data"] = "bb", ["teacher"] = "aa" } };

        Assert.That(turned.Key, Is.EqualTo(Sample().Key));
        Assert.That(turned.Key, Has.Length.EqualTo(64));
        Assert.That(turned.FolderName, Is.EqualTo(turned.Key[..16]));
    }

    [Test]
    public void Canonical_json_sorts_members_and_drops_nulls() =>
        Assert.That(CanonicalJson.Write(JsonNode.Parse("""{ "b": [1, {"z": 0.1, "a": null}], "a": "é<" }""")!),
            Is.EqualTo("""{"a":"é<","b":[1,{"z":0.1}]}"""));
}
