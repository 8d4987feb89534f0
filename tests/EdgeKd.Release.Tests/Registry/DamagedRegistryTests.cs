namespace EdgeKd.Release.Tests.Registry;

[TestFixture]
public class DamagedRegistryTests
{
    [TestCase("bundle.json")]
    [TestCase("validation.json")]
    [TestCase("verdict.json")]
    [TestCase("model.fp32.onnx")]
    public void A_changed_file_is_named_with_what_to_do(string name)
    {
        using var folder = new TemporaryFolder();
        var registry = ReleaseSamples.Registry(folder, "1.0.0");
        var path = folder[$"releases/1.0.0/{name}"];
        var bytes = File.ReadAllBytes(path);

        bytes[^1] ^= 1;
        File.WriteAllBytes(path, bytes);
        Refuses(registry, path);
        File.WriteAllBytes(path, [.. bytes, 0]);
        Refuses(registry, path);
        File.WriteAllBytes(path, []);
        Refuses(registry, path);
        File.Delete(path);
        Refuses(registry, path);
        bytes[^1] ^= 1;
        File.WriteAllBytes(folder["elsewhere"], bytes);
        File.CreateSymbolicLink(path, folder["elsewhere"]);
        Refuses(registry, path);
    }

    [Test]
    public void A_missing_release_is_named()
    {
        using var folder = new TemporaryFolder();
        var registry = ReleaseSamples.Registry(folder, "1.0.0", "1.1.0");
        Directory.Delete(folder["releases/1.1.0"], recursive: true);
        Refuses(registry, folder["releases/1.1.0"]);
    }

    [Test]
    public void Another_release_in_its_place_is_noticed()
    {
        using var folder = new TemporaryFolder();
        var registry = ReleaseSamples.Registry(folder, "1.0.0", "1.1.0");
        Directory.Delete(folder["releases/1.1.0"], recursive: true);
        Directory.Move(folder["releases/1.0.0"], folder["releases/1.1.0"]);
        Refuses(registry, folder["releases/1.1.0/bundle.json"]);
    }

    /// <summary>Without its history a registry must not pass for that of a new model, which nothing is compared with.</summary>
    [Test]
    public void A_lost_or_emptied_history_is_no_first_release()
    {
        using var folder = new TemporaryFolder();
        var registry = ReleaseSamples.Registry(folder, "1.0.0");
        File.WriteAllText(folder["releases/history.jsonl"], "");
        Refuses(registry, folder["releases/history.jsonl"]);
        File.Delete(folder["releases/history.jsonl"]);
        Refuses(registry, folder["releases/history.jsonl"]);
    }

    [Test]
    public void A_huge_history_is_not_read()
    {
        using var folder = new TemporaryFolder();
        var registry = ReleaseSamples.Registry(folder, "1.0.0");
        using (var stream = new FileStream(folder["releases/history.jsonl"], FileMode.Open))
            stream.SetLength(1L << 40);
        Refuses(registry, folder["releases/history.jsonl"]);
    }

    /// <summary>A manifest that claims huge files must not make the reader allocate them.</summary>
    [Test]
    public void A_size_is_believed_only_of_a_file_that_has_it()
    {
        using var folder = new TemporaryFolder();
        var registry = ReleaseSamples.Registry(folder, "1.0.0");
        var manifest = File.ReadAllText(folder["releases/1.0.0/bundle.json"]).Replace("\"sizeBytes\": 7,", "\"sizeBytes\": 2000000000000,");
        File.WriteAllText(folder["releases/1.0.0/bundle.json"], manifest);
        var sha = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(File.ReadAllBytes(folder["releases/1.0.0/bundle.json"])));
        File.WriteAllText(folder["releases/history.jsonl"],
            string.Concat("""{"schema":1,"model":"shapes"}""", "\n", $$"""{"action":"promoted","version":"1.0.0","sha256":"{{sha}}","date":"2026-11-26"}""", "\n"));

        Assert.That(manifest, Does.Contain("2000000000000"));
        Refuses(registry, folder["releases/1.0.0/model.fp32.onnx"]);
        Assert.That(() => registry.Files("1.0.0").Read("model.fp32.onnx"), Throws.TypeOf<InvalidDataException>().With.Message.Contains("7 bytes instead of"));
    }

    private static void Refuses(ReleaseRegistry registry, string path) => Assert.That(
        registry.Current, Throws.TypeOf<InvalidDataException>().With.Message.StartsWith(path + ": ").And.Message.Contains("version control").And.Message.Not.Contains("\n"));
}
