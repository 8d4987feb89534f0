using EdgeKd.Data;
using FsCheck;
using FsCheck.Fluent;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Combinations;

/// <summary>Every pairing of objective, optimizer and reparameterization trains, resumes and extracts.</summary>
[TestFixture]
public class CombinationTests
{
    private const int Steps = 25;

    [Test]
    public void ThereAre26()
    {
        Assert.That(Combination.All, Has.Count.EqualTo(26));
    }

    [TestCaseSource(typeof(Combination), nameof(Combination.All))]
    public void EveryPairingLearnsAndExtracts((string Method, string Optimizer, bool Gpd) pairing) => RequireLearning(
        new Combination(pairing.Method, pairing.Optimizer, pairing.Gpd, "aligned", 2, 6, Reparameterization.Gauge.Official, 1));

    [Test]
    public void RandomRecipesLearnAndExtract() => Prop.ForAll(Combination.Arbitrary, combination =>
    {
        RequireLearning(combination);
        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(15));

    [Test]
    public void RandomRecipesResumeBitByBit() =>
        Prop.ForAll(Combination.Arbitrary, Gen.Choose(1, 7).ToArbitrary(), (combination, stopAt) =>
        {
            var undisturbed = Train(combination, null);
            Assert.That(Train(combination, stopAt), Is.EqualTo(undisturbed), $"{combination}, stopped at step {stopAt}");
            return true;
        }).Check(Config.QuickThrowOnFailure.WithMaxTest(10));

    private static void RequireLearning(Combination combination)
    {
        using var scope = NewDisposeScope();
        using var images = new ToySet(32);
        using var loader = new BatchLoader(images, new BatchLoaderOptions { BatchSize = 32, Normalization = ToySet.Normalization });
        using var batch = loader.Epoch(0).Single();
        var (student, distiller) = combination.Create();
        using (student)
        using (distiller)
        {
            var totals = combination.TotalLosses(distiller, batch, Steps);

            Assert.That(totals, Is.All.Matches<double>(double.IsFinite), $"{combination}");
            Assert.That(totals[^5..].Average(), Is.LessThan(totals[..5].Average()), $"{combination}");

            distiller.Train(false);
            using var noGrad = no_grad();
            var extracted = distiller.ExtractStudent();
            var (own, shipped) = (distiller.Student.forward(batch.Images), extracted.forward(batch.Images));
            Assert.That(extracted, Is.TypeOf<SmallNetwork>());
            Assert.That(
                (own - shipped).abs().max().ToSingle(), Is.LessThanOrEqualTo(1e-5 * Math.Max(1, own.abs().max().ToSingle())), $"{combination}");
            if (!ReferenceEquals(extracted, distiller.Student))
            {
                extracted.Dispose();
            }
        }
    }

    /// <summary>Trains to the end, stopped once on the way when asked; the bytes of what is shipped.</summary>
    private static string Train(Combination combination, int? stopAt)
    {
        var folder = Directory.CreateTempSubdirectory("edgekd-combination-").FullName;
        try
        {
            return Attempt(combination, folder, stopAt) ?? Attempt(combination, folder, null)!;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static string? Attempt(Combination combination, string folder, int? stopAt)
    {
        using var train = new ToySet(64);
        using var validation = new ToySet(30, seed: 9);
        using var stop = new CancellationTokenSource();
        var (student, distiller) = combination.Create();
        using (student)
        using (distiller)
        {
            try
            {
                var stopping = new StoppingDistiller(distiller, step =>
                {
                    if (step == stopAt)
                    {
                        stop.Cancel();
                    }
                });
                new Trainer(combination.Training, stopping, train, validation, folder).Run(stop.Token);
            }
            catch (OperationCanceledException)
            {
                return null;
            }

            var extracted = (SmallNetwork)distiller.ExtractStudent();
            var bytes = extracted.Bytes();
            if (!ReferenceEquals(extracted, student))
            {
                extracted.Dispose();
            }

            return bytes;
        }
    }
}
