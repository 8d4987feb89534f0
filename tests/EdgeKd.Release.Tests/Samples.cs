namespace EdgeKd.Release.Tests;

/// <summary>A sound model release to break in tests, one thing at a time.</summary>
internal static class Samples
{
    public static ValidationEvidence Evidence(int right = 900, int count = 1000, string profile = Profiles.Release, int runs = 2000, string version = "1.0.0") => new()
    {
        Name = "shapes",
        Version = version,
        Profile = profile,
        Precision = "fp32",
        Count = count,
        Top1 = (double)right / count,
        Top5 = 1,
        PerClassRecall = [new("circle", count, (double)right / count), new("square", 0, null)],
        Labels = [.. Enumerable.Repeat(0, count)],
        Predictions = [.. Enumerable.Range(0, count).Select(i => i < right ? 0 : 1)],
        Latency = new() { P50Ms = 1, P90Ms = 1.5, P99Ms = 2, Runs = runs, Threads = 1, Cpu = "test" },
        SizeBytes = 1000,
        TeacherTop1 = 0.95,
        TestSetUses = 1,
        Parity = new() { Count = 64, MaxAbsoluteDifference = 1e-5, MaxRelativeDifference = 1e-6, Top1Agreement = 1 },
        Versions = new Dictionary<string, string> { ["onnxRuntime"] = "1.29.0" },
        Seed = 1,
    };

    public static BundleManifest Manifest(string profile = Profiles.Release) => new()
    {
        Name = "shapes",
        Version = "1.0.0",
        Profile = profile,
        Input = new()
        {
            Name = "input", Layout = "NCHW", Color = "RGB", Height = 32, Width = 32,
            Mean = [0.5, 0.5, 0.5], Std = [0.25, 0.25, 0.25], Range = [0, 1], Resize = "shorter side, then centre crop",
        },
        Output = new() { Name = "logits" },
        Labels = ["circle", "square"],
    };

    public static readonly GateThresholds NoThresholds = new();

    /// <summary>Packs a whole release in a folder and returns the bundle's path.</summary>
    public static string Bundle(string folder, ValidationEvidence? evidence = null, Verdict? verdict = null, BundleManifest? manifest = null, string model = "weights")
    {
        evidence ??= Evidence();
        verdict ??= ReleaseGate.Decide(new() { MinTop1 = 0.5 }, evidence, null);
        var parts = Path.Combine(folder, "parts");
        Directory.CreateDirectory(parts);
        evidence.Save(Path.Combine(parts, ValidationEvidence.FileName));
        verdict.Save(Path.Combine(parts, Verdict.FileName));
        File.WriteAllText(Path.Combine(parts, "model.fp32.onnx"), model);
        var zip = Path.Combine(folder, "shapes-1.0.0.zip");
        BundleWriter.Write(zip, manifest ?? Manifest(evidence.Profile), Directory.EnumerateFiles(parts).ToDictionary(file => Path.GetFileName(file)));
        return zip;
    }
}
