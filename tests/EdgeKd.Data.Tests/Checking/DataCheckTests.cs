using System.Diagnostics;
using System.Text.Json;

namespace EdgeKd.Data.Tests.Checking;

[TestFixture]
public class DataCheckTests
{
    private TemporaryFolder _folder = null!;
    private TemporaryFolder _outside = null!;

    [SetUp]
    public void Make() => (_folder, _outside) = (new TemporaryFolder(), new TemporaryFolder());

    [TearDown]
    public void Remove()
    {
        _folder.Dispose();
        _outside.Dispose();
    }

    [Test]
    public void A_sound_folder_has_no_finding()
    {
        FaultyFolder.WriteSound(_folder);

        var report = Check();

        Assert.That(Lines(report), Is.Empty);
        Assert.That(report.Parts.Select(part => (part.Name, part.ImageCount)), Is.EqualTo(new[] { ("train", 30), ("test", 9) }));
        Assert.That(report.Parts[0].ClassCounts, Is.EqualTo(new ClassCount[] { new("apple", 10), new("pear", 10), new("plum", 10) }));
        Assert.That(report.HasAtLeast(FindingSeverity.Note), Is.False);
    }

    [Test]
    public void Every_planted_fault_is_found_and_nothing_else()
    {
        FaultyFolder.WriteSound(_folder);
        var planted = FaultyFolder.Plant(_folder, _outside);

        var report = Check();

        Assert.That(Lines(report), Is.EqualTo(planted));
        Assert.That(report.Kinds.Select(kind => kind.Code), Is.EquivalentTo(report.Findings.Select(finding => finding.Code).Distinct()));
        Assert.That((report.Errors, report.Warnings, report.Notes), Is.EqualTo((10, 18, 5)));
        // With the folders that have no class, or one class only, these are all kinds.
        Assert.That(FindingKinds.All.Except(report.Kinds).Select(kind => kind.Code), Is.EqualTo(new[] { "missing-part", "no-classes", "single-class" }));
    }

    [Test]
    public void Threads_do_not_matter()
    {
        FaultyFolder.WriteSound(_folder);
        FaultyFolder.Plant(_folder, _outside);

        Assert.That(JsonSerializer.Serialize(Check(new DataCheckOptions { Threads = 7 })), Is.EqualTo(JsonSerializer.Serialize(Check(new DataCheckOptions { Threads = 1 }))));
    }

    [Test]
    public void Every_file_is_told()
    {
        FaultyFolder.WriteSound(_folder);
        List<PreparationProgress> told = [];

        DataCheck.Run(_folder.Path, new DataCheckOptions { Threads = 3 }, new Listener(told.Add), CancellationToken.None);

        Assert.That(told.Select(progress => progress.Done), Is.Ordered.Ascending);
        Assert.That((told[^1].Done, told[^1].Total), Is.EqualTo((39, 39)));
    }

    [Test]
    public void It_stops()
    {
        FaultyFolder.WriteSound(_folder);

        Assert.That(() => DataCheck.Run(_folder.Path, new DataCheckOptions(), null, new CancellationToken(canceled: true)), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public void A_picture_that_is_thrice_in_two_parts_is_one_finding_each()
    {
        FaultyFolder.WriteSound(_folder);
        foreach (var name in new[] { "train/pear/x.png", "train/plum/x.png", "test/pear/x.png" }) _folder.Write(name, BlockPictures.Png(200));

        Assert.That(Lines(Check()), Is.EqualTo(new[]
        {
            "error label-conflict test/pear/x.png train/pear/x.png train/plum/x.png",
            "error duplicate-across-parts test/pear/x.png train/pear/x.png train/plum/x.png",
        }));
    }

    [Test]
    public void Near_duplicates_of_duplicates_are_one_finding()
    {
        FaultyFolder.WriteSound(_folder);
        _folder.Write("train/pear/a.png", BlockPictures.Png(200));
        _folder.Write("train/pear/b.png", BlockPictures.Png(200));
        _folder.Write("train/plum/c.jpg", BlockPictures.Jpeg(200, 60));

        var report = Check();

        Assert.That(Lines(report), Is.EqualTo(new[] { "warning duplicate train/pear/a.png train/pear/b.png", "warning near-duplicate train/pear/a.png train/pear/b.png train/plum/c.jpg" }));
        Assert.That(report.Findings[1].Detail, Does.Match(@"^3 files, correlation 0\.9\d\d or more, labelled pear and plum$"));
    }

    [TestCase(32, 0), TestCase(33, 39)]
    public void The_shortest_side_is_chosen(int minSide, int tiny)
    {
        FaultyFolder.WriteSound(_folder);

        Assert.That(Check(new DataCheckOptions { MinSide = minSide }).Findings.Count(finding => finding.Code == "tiny"), Is.EqualTo(tiny));
    }

    [TestCase(5.0, 0), TestCase(4.9, 1)]
    public void The_imbalance_is_chosen(double imbalance, int findings)
    {
        FaultyFolder.WriteSound(_folder);
        for (var i = 2; i < 10; i++) File.Delete(Directory.GetFiles(_folder["train", "plum"], $"{i:D2}.*").Single());

        Assert.That(Check(new DataCheckOptions { MaxImbalance = imbalance }).Findings.Count(finding => finding.Code == "imbalance"), Is.EqualTo(findings));
    }

    [TestCase(0, 10.0, 1), TestCase(4097, 10.0, 1), TestCase(16, 0.9, 1), TestCase(16, double.NaN, 1), TestCase(16, 10.0, 0)]
    public void Options_are_checked(int minSide, double imbalance, int threads) =>
        Assert.That(() => Check(new DataCheckOptions { MinSide = minSide, MaxImbalance = imbalance, Threads = threads }), Throws.ArgumentException);

    // Opening it would wait for someone to write.
    [Test, Platform("Linux")]
    public void A_pipe_is_not_opened()
    {
        FaultyFolder.WriteSound(_folder);
        using (var make = Process.Start("mkfifo", [_folder["train", "pear", "pipe.png"], _folder["train", "pear", "pipe.txt"]])) make.WaitForExit();

        Assert.That(Lines(Check()), Is.EqualTo(new[] { "error unreadable train/pear/pipe.png", "note ignored-file train/pear/pipe.txt" }));
    }

    [Test]
    public void A_missing_folder_is_one_line() =>
        Assert.That(() => DataCheck.Run(_folder["none"], new DataCheckOptions(), null, CancellationToken.None), Throws.TypeOf<InvalidDataException>().With.Message.Contains("does not exist"));

    private DataCheckReport Check(DataCheckOptions? options = null) => DataCheck.Run(_folder.Path, options ?? new DataCheckOptions(), null, CancellationToken.None);

    private static string[] Lines(DataCheckReport report) =>
        [.. report.Findings.Select(finding => $"{finding.Severity.ToString().ToLowerInvariant()} {finding.Code} {string.Join(' ', finding.Files)}")];

    private sealed class Listener(Action<PreparationProgress> hear) : IProgress<PreparationProgress>
    {
        public void Report(PreparationProgress value) => hear(value);
    }
}
