using EdgeKd.Onnx;
using EdgeKd.Pipeline.Diffing;
using EdgeKd.Release;

namespace EdgeKd.Pipeline.Tests.Diffing;

[TestFixture]
public class ReleaseComparisonTests
{
    private static readonly int[] Labels = [.. Enumerable.Repeat(0, 60), .. Enumerable.Repeat(1, 40)];

    private static int[] Flipped(params IEnumerable<int> images) => [.. Labels.Select((label, i) => images.Contains(i) ? 1 - label : label)];

    [Test]
    public void Weights_settings_and_answers_are_compared()
    {
        var before = new MemoryRelease("1.0.0", Labels, Flipped(5), weight: 2, recipe: """{"seed":1,"distill":{"train":{"epochs":30}}}""");
        var after = new MemoryRelease("1.1.0", Labels, Flipped(7, 99), weight: 3, recipe: """{"seed":1,"distill":{"train":{"epochs":60}}}""");

        var diff = ReleaseComparison.Of(before, after);

        Assert.That((diff.Before, diff.After, diff.SameTestImages), Is.EqualTo(("pets 1.0.0", "pets 1.1.0", true)));
        Assert.That(diff.Recipe, Is.EqualTo(new[] { new SettingChange("distill.train.epochs", "30", "60") }));
        Assert.That(diff.Weights, Is.EqualTo(new[] { new WeightChange("w", WeightState.Changed, 1, 0.5) }));
        var model = diff.Precisions.Single();
        Assert.That((model.Top1Before, model.Top1After), Is.EqualTo((0.99, 0.98)));
        Assert.That(model.Flips, Is.EqualTo(new AnswerFlip[] { new(5, "cat", "<dog>", "cat"), new(7, "cat", "cat", "<dog>"), new(99, "<dog>", "<dog>", "cat") }));
        Assert.That(model.Flips.Select(flip => (flip.IsLost, flip.IsWon)), Is.EqualTo(new[] { (false, true), (true, false), (true, false) }));
        Assert.That(model.Outcomes, Is.EqualTo(new PairedOutcomes(97, 1, 2, 0)));
        Assert.That(diff.Sources.Single(source => source.Name == "test images").HasChanged, Is.False);
        Assert.That(diff.Sources.Single(source => source.Name == "teacher").HasChanged, Is.Null);
    }

    /// <summary>Twelve lost and none won is far less likely by chance than five; by Holm the likelier one is corrected less.</summary>
    [Test]
    public void A_class_is_marked_where_its_loss_is_proven_among_all_classes()
    {
        var diff = ReleaseComparison.Of(new MemoryRelease("1.0.0", Labels, Labels), new MemoryRelease("1.1.0", Labels, Flipped([.. Enumerable.Range(0, 5), .. Enumerable.Range(60, 12)])));

        var (cat, dog) = (diff.Precisions[0].Classes[0], diff.Precisions[0].Classes[1]);
        // Mid-p of m losses and no win: 2·2⁻ᵐ − 2⁻ᵐ.
        Assert.That(dog.CorrectedP, Is.EqualTo(2 * Math.Pow(2, -12)).Within(1e-12), "the smallest counts twice");
        Assert.That(cat.CorrectedP, Is.EqualTo(Math.Pow(2, -5)).Within(1e-12), "the other once");
        Assert.That((dog.IsProven, dog.Lost, dog.Won, dog.Before, dog.After), Is.EqualTo((true, 12, 0, 1.0, 0.7)));
        Assert.That(cat.IsProven, Is.True);
    }

    [Test]
    public void The_images_are_counted_where_both_keep_a_list()
    {
        MemoryRelease Release(string version, params string[] images) => new(version, Labels, Labels, dataLock: images.Length == 0 ? null
            : "edgekd-data-lock 1\n" + string.Concat(images.Select(image => $"{new string(image[0], 64)}\t1\ttrain\t{image[1..]}\n")));
        var before = Release("1.0.0", "acat\t1.jpg", "bcat\t2.jpg", "ccat\t3.jpg");

        var counts = ReleaseComparison.Of(before, Release("1.1.0", "adog\t1.jpg", "bcat\t2.jpg", "dcat\t4.jpg", "ecat\t5.jpg")).Images!;
        Assert.That(string.Join(' ', counts.Select(count => $"{count.Key}={count.Value}")), Is.EqualTo("Added=2 Removed=1 Relabelled=1 Moved=0 Changed=0"));
        Assert.That(ReleaseComparison.Of(before, Release("1.1.0")).Images, Is.Null);
    }

    [Test]
    public void Other_test_images_are_not_compared_one_by_one()
    {
        var diff = ReleaseComparison.Of(new MemoryRelease("1.0.0", Labels, Labels), new MemoryRelease("1.1.0", Labels, Flipped(1), testSet: 'b'));

        Assert.That(diff.SameTestImages, Is.False);
        Assert.That(diff.Recipe, Is.Null, "none of both holds one");
        Assert.That(diff.Sources.Single(source => source.Name == "test images").HasChanged, Is.True);
        var model = diff.Precisions.Single();
        Assert.That((model.Outcomes, model.Flips.Count), Is.EqualTo(((PairedOutcomes?)null, 0)));
        Assert.That(model.Classes.Select(change => (change.Name, change.Before, change.CorrectedP, change.IsProven)), Is.EqualTo(new[] { ("cat", 1.0, (double?)null, false), ("<dog>", 1.0, null, false) }));
    }
}
