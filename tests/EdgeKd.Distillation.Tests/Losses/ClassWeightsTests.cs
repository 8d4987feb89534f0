using EdgeKd.Distillation.Losses;
using FsCheck;
using FsCheck.Fluent;

namespace EdgeKd.Distillation.Tests.Losses;

[TestFixture]
public class ClassWeightsTests
{
    [TestCase(new[] { 10, 10, 10 }, new[] { 1.0, 1.0, 1.0 })]
    [TestCase(new[] { 30, 10 }, new[] { 40 / 60.0, 40 / 20.0 })]
    [TestCase(new[] { 4500, 90 }, new[] { 4590 / 9000.0, 4590 / 180.0 })]
    public void InverseIsAllImagesOverClassesTimesOwn(int[] counts, double[] expected) =>
        Assert.That(ClassWeights.Inverse(counts), Is.EqualTo(expected).Within(1e-12));

    // Cui et al.: the effective number of n samples is 1 + β + β² + … + βⁿ⁻¹.
    [TestCase(0.9)]
    [TestCase(0.999)]
    public void AnEffectiveNumberIsThePapersSum(double beta)
    {
        int[] counts = [1, 7, 40];
        var weights = ClassWeights.EffectiveNumber(counts, beta);
        var naive = counts.Select(n => 1 / Enumerable.Range(0, n).Sum(i => Math.Pow(beta, i))).ToArray();
        Assert.That(weights.Select(w => w / weights[0]), Is.EqualTo(naive.Select(w => w / naive[0])).Within(1e-9));
    }

    [Test]
    public void BetaLeadsFromAllAlikeToInverse()
    {
        int[] counts = [400, 20, 3];
        Assert.That(ClassWeights.EffectiveNumber(counts, 0), Is.All.EqualTo(1).Within(1e-12));
        Assert.That(ClassWeights.EffectiveNumber(counts, 0.9999999), Is.EqualTo(ClassWeights.Inverse(counts)).Within(1e-3));
    }

    [Test]
    public void TheMeanOverTheImagesIsOneAndRarerClassesWeighMore() =>
        Prop.ForAll(Gen.Choose(1, 5000).ArrayOf(6).ToArbitrary(), Gen.Choose(0, 999).Select(i => i / 1000.0).ToArbitrary(), (counts, beta) =>
        {
            foreach (var weights in new[] { ClassWeights.Inverse(counts), ClassWeights.EffectiveNumber(counts, beta) })
            {
                Assert.That(weights.Zip(counts, (w, n) => w * n).Sum() / counts.Sum(), Is.EqualTo(1).Within(1e-9));
                Assert.That(counts.Zip(weights).OrderBy(pair => pair.First).Select(pair => -pair.Second), Is.Ordered.Using<double>((a, b) => Math.Abs(a - b) < 1e-12 ? 0 : a.CompareTo(b)));
            }
        }).QuickCheckThrowOnFailure();

    [Test]
    public void WhatCannotBeWeighedIsRefused()
    {
        Assert.That(() => ClassWeights.Inverse([3, 0]), Throws.ArgumentException.With.Message.Contains("Class 1 has no training image"));
        Assert.That(() => ClassWeights.EffectiveNumber([3, 1], 1), Throws.ArgumentException.With.Message.Contains("β of 1"));
        Assert.That(() => ClassWeights.EffectiveNumber([3, 1], double.NaN), Throws.ArgumentException);
    }
}
