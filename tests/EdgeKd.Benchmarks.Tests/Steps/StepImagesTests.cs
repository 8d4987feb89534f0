using EdgeKd.Benchmarks.Steps;
using TorchSharp.Extensions;
using static TorchSharp.torch;

namespace EdgeKd.Benchmarks.Tests.Steps;

[TestFixture]
public class StepImagesTests
{
    private static readonly StepPair Pair = new("small", "resnet8", "mobilenetv2-half", 16, 10, 48);

    [Test]
    public void BatchesAreChannelsLastAndGoRound()
    {
        var folder = Path.Combine(Path.GetTempPath(), $"edgekd-{Guid.NewGuid():N}");
        using (var images = new StepImages(Pair, folder))
        {
            using var scope = NewDisposeScope();
            var batches = Enumerable.Range(0, 12).Select(_ => images.Next()).ToArray();
            Assert.That(batches.Select(batch => batch.Images.IsChannelsLast()), Is.All.True);
            Assert.That(batches.SelectMany(batch => batch.Indices), Is.EqualTo(Enumerable.Range(0, 12 * Pair.BatchSize).Select(i => i % 512)));
            // Image 0 comes again as the 33rd of the 11th batch.
            Assert.That(batches[10].Images[32].equal(batches[0].Images[0]).all().item<bool>());
            Assert.That(batches[10].Labels[32].item<long>(), Is.EqualTo(batches[0].Labels[0].item<long>()));
        }

        Directory.Delete(folder);
    }
}
