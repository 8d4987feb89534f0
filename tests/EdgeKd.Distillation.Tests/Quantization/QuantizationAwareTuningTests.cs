using EdgeKd.Distillation.Distillers;
using EdgeKd.Distillation.Objectives;
using EdgeKd.Distillation.Quantization;
using EdgeKd.Models;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Distillation.Tests.Quantization;

[TestFixture]
[NonParallelizable]
public class QuantizationAwareTuningTests
{
    private TuningFixture tuning = null!;
    private string undisturbed = "";

    [OneTimeSetUp]
    public void Tune()
    {
        tuning = TuningFixture.Create();
        var student = Bytes(tuning.Student);
        using var result = tuning.Run();
        undisturbed = Bytes(result.Network);
        Assert.That(Bytes(tuning.Student), Is.EqualTo(student), "the student is left as it is");
        Assert.That(tuning.FloatTop1(tuning.Student), Is.GreaterThan(0.95));
        Assert.That(result.Top1Before, Is.LessThan(0.9), "nothing to recover");
        Assert.That(result.Training.ValidationTop1, Is.GreaterThan(result.Top1Before + 0.05));
        Assert.That(result.Training.PeakMemoryBytes, Is.GreaterThan(0));
        Assert.That(result.Training.Seconds, Is.GreaterThan(0));
        Assert.That(result.Training.Epochs.Select(epoch => epoch.Diagnostics.Keys.Single()), Is.All.EqualTo("floatTop1"));
    }

    [OneTimeTearDown]
    public void Dispose() => tuning.Dispose();

    [Test]
    public void WhatIsExtractedRoundsToWhatWasValidated()
    {
        using var result = TuneAnew();
        using var quantized = new FakeQuantizedNetwork(result.Network, tuning.Options.Quantization);
        quantized.SetRanges(result.Ranges);
        Assert.That(result.Network.modules().OfType<BatchNorm>(), Is.Empty);
        Assert.That(result.Network.training, Is.False);
        Assert.That(tuning.FloatTop1(quantized), Is.EqualTo(result.Training.ValidationTop1).Within(1e-9));
        Assert.That(tuning.FloatTop1(result.Network), Is.EqualTo(
            result.Training.Epochs[result.Training.BestEpoch - 1].Diagnostics["floatTop1"]).Within(1e-9));
    }

    [TestCase(1)]
    [TestCase(7)]
    [TestCase(14)]
    public void AStoppedTuningEndsWithTheSameBytes(int stopAt)
    {
        File.Delete(Path.Combine(tuning.Folder, "checkpoint.safetensors"));
        Assert.That(() => tuning.Run(stopAt), Throws.InstanceOf<OperationCanceledException>());
        using var result = tuning.Run();
        Assert.That(result.Training.Warnings, Is.Empty);
        Assert.That(Bytes(result.Network), Is.EqualTo(undisturbed));
    }

    [Test]
    public void TheFloatStudentIsTheTeacherWhereNoneIsGiven()
    {
        File.Delete(Path.Combine(tuning.Folder, "checkpoint.safetensors"));
        using var result = QuantizationAwareTuning.Run(tuning.Student, tuning.Train, tuning.Validation, tuning.Options, tuning.Folder);
        Assert.That(Bytes(result.Network), Is.EqualTo(undisturbed));
    }

    [Test]
    public void OtherIntegersAreAnotherTuning()
    {
        using var result = tuning.Run(change: options => options with { Epochs = 1, Quantization = new FakeQuantizationOptions { WeightBits = 7 } });
        Assert.That(result.Training.Warnings, Has.Count.LessThanOrEqualTo(1));
        Assert.That(Bytes(result.Network), Is.Not.EqualTo(undisturbed));
        File.Delete(Path.Combine(tuning.Folder, "checkpoint.safetensors"));
    }

    [Test]
    public void WrongSettingsAreRefusedInOneLine()
    {
        AssertRefused(options => options with { CalibrationImages = 0 }, "calibration images");
        AssertRefused(options => options with { Epochs = 0 }, "epochs");
        AssertRefused(options => options with { Threads = 0 }, "threads");
        AssertRefused(options => options with { Temperature = 0 }, "emperature");
        AssertRefused(options => options with { Quantization = new FakeQuantizationOptions { WeightBits = 9 } }, "9 bits");
        using var other = new NetworkTeacher(new ToyNetwork(classes: 4));
        Assert.That(
            () => QuantizationAwareTuning.Run(tuning.Student, tuning.Train, tuning.Validation, tuning.Options, tuning.Folder, other),
            Throws.ArgumentException.With.Message.Contains("4 classes"));
    }

    [Test]
    public void ObjectivesOfFeaturesAreRefused()
    {
        using var network = new FakeQuantizedNetwork(new ToyNetwork(5));
        using var labels = new LabelObjective();
        Assert.That(() => new QuantizationAwareDistiller(network, labels), Throws.ArgumentException.With.Message.Contains("Calibrate"));
        network.Calibrate([rand(2, 3, 8, 8)]);
        using var features = ObjectiveFactory.Create(
            new DistillerOptions { Method = "srd" }, 3, new Dictionary<string, long[]> { ["pooled"] = [32] }, new Dictionary<string, long[]> { ["pooled"] = [32] });
        Assert.That(() => new QuantizationAwareDistiller(network, features), Throws.ArgumentException.With.Message.Contains("features"));
    }

    private TuningResult TuneAnew()
    {
        File.Delete(Path.Combine(tuning.Folder, "checkpoint.safetensors"));
        return tuning.Run();
    }

    private void AssertRefused(Func<TuningOptions, TuningOptions> change, string word) => Assert.That(
        () => tuning.Run(change: change), Throws.ArgumentException.With.Message.Contains(word).And.Message.Not.Contains("\n"));

    private static string Bytes(ImageClassifier network) => string.Join('\n', network.state_dict().Select(tensor =>
    {
        using var plain = tensor.Value.detach().contiguous();
        return $"{tensor.Key} {Convert.ToHexString(plain.bytes)}";
    }));
}
