using System.Diagnostics;
using EdgeKd.Data.Manifests;
using EdgeKd.Data.Sources;

namespace EdgeKd.Data.Tests.Manifests;

/// <summary>Manifests of the largest data sets that are meant to be used.</summary>
[TestFixture]
public class ManifestLoadTests
{
    private const int Count = 2_000_000, ClassCount = 1000, GroupCount = 50_000;
    private const long MaxHeldBytes = 600L << 20;

    [TestCase("images.csv", false)]
    [TestCase("images.csv", true)]
    [TestCase("images.jsonl", false)]
    [Category("Soak")]
    public void TwoMillionEntriesAreSplitWithoutAnObjectEach(string name, bool byGroup)
    {
        using var folder = new TemporaryFolder();
        WriteManifest(folder[name], name.EndsWith(".csv", StringComparison.Ordinal));
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var clock = Stopwatch.StartNew();
        var options = new DataOptions { Kind = "manifest", Path = folder[name], SplitsByGroup = byGroup, Seed = 1 };
        using var source = new ManifestSource(options);
        var parts = LabelledParts.Of(source, options);
        var seconds = clock.Elapsed.TotalSeconds;
        var held = GC.GetTotalMemory(forceFullCollection: true) - before;
        TestContext.Out.WriteLine(FormattableString.Invariant($"{name}, by group {byGroup}: {seconds:F1} s, {held >> 20} MiB held, peak of the process {Process.GetCurrentProcess().PeakWorkingSet64 >> 20} MiB"));

        Assert.That((parts.Train.Count, parts.Validation.Count, parts.Test.Count), Is.EqualTo((1_400_000, 200_000, 400_000)));
        Assert.That(parts.Test.NameOf(0), Does.Contain("/class-0000/"));
        Assert.That(held, Is.LessThan(MaxHeldBytes));
        GC.KeepAlive(source);
    }

    private static void WriteManifest(string path, bool isCsv)
    {
        using var writer = new StreamWriter(path);
        if (isCsv) writer.Write("path,label,group\n");
        for (var i = 0; i < Count; i++)
        {
            var (label, camera) = ($"class-{i % ClassCount:D4}", $"camera-{i % GroupCount:D5}");
            var image = FormattableString.Invariant($"{camera}/2026-11-26/{label}/{i:D9}.jpg");
            writer.Write(isCsv ? $"{image},{label},{camera}\n" : $$"""{"path":"{{image}}","label":"{{label}}","group":"{{camera}}"}""" + "\n");
        }
    }
}
