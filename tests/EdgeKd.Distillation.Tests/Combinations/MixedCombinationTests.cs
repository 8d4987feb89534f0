using EdgeKd.Data;
using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Losses;
using EdgeKd.Reparameterization;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Combinations;

/// <summary>Every pairing that takes mixed images learns from them.</summary>
[TestFixture]
public class MixedCombinationTests
{
    private const int Steps = 20;

    private static readonly DistillerOptions Defaults = new();

    private static IEnumerable<(string Method, string Optimizer, bool Gpd)> Pairings => Combination.All.Where(pairing => pairing.Method != "dkd");

    [TestCaseSource(nameof(Pairings))]
    public void LearnsFromMixedImages((string Method, string Optimizer, bool Gpd) pairing)
    {
        using var scope = NewDisposeScope();
        using var images = new ToySet(32);
        using var loader = new BatchLoader(images, new BatchLoaderOptions
        {
            BatchSize = 32,
            Normalization = ToySet.Normalization,
            Augmentation = new AugmentationOptions { Mixup = new MixupOptions(1), CutMix = new CutMixOptions(1, 1) },
        });
        using var batch = loader.Epoch(0).Single();
        var combination = new Combination(pairing.Method, pairing.Optimizer, pairing.Gpd, "aligned", 2, 1, Gauge.Official, 1);
        var (student, distiller) = combination.Create();
        using (student)
        using (distiller)
        {
            var totals = combination.TotalLosses(distiller, batch, Steps, losses => RequireTaskLoss(combination, losses, batch));

            Assert.That(totals, Is.All.Matches<double>(double.IsFinite));
            Assert.That(totals[^5..].Average(), Is.LessThan(totals[..5].Average()));
        }
    }

    /// <summary>The student's part is that of both labels; GPD adds the dynamic teacher's, which is above 0.</summary>
    private static void RequireTaskLoss(Combination combination, DistillationLosses losses, Batch batch)
    {
        var weight = combination.Method == "kd" ? Defaults.CeWeight : 1;
        var own = weight * CrossEntropy.Mixed(losses.StudentLogits, batch.Labels, batch.Mixed!).ToSingle();
        Assert.That(losses.Task.ToSingle(), combination.Gpd ? Is.GreaterThan(own) : Is.EqualTo(own).Within(1e-5));
    }
}
