using BenchmarkDotNet.Attributes;
using EdgeKd.Distillation.Losses;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Benchmarks.Kernels;

/// <summary>Losses between student and teacher, forward and backward: logits of 64×100, features of 64×256.</summary>
public class LossKernels
{
    private Tensor _student = null!, _teacher = null!, _projected = null!, _feature = null!;

    /// <summary>Makes logits and features.</summary>
    [GlobalSetup]
    public void Make()
    {
        random.manual_seed(1);
        (_student, _teacher) = (randn(64, 100).requires_grad_(), randn(64, 100));
        (_projected, _feature) = (randn(64, 256).requires_grad_(), randn(64, 256));
    }

    /// <summary>Of kd.</summary>
    [Benchmark(Description = "divergence of kd, 64×100")]
    public void Hinton() => Run(_student, () => HintonDivergence.Loss(_student, _teacher, 4));

    /// <summary>Of DHKD.</summary>
    [Benchmark(Description = "divergence of DHKD, 64×100")]
    public void NormalizedBinary() => Run(_student, () => NormalizedBinaryDivergence.Loss(_student, _teacher, 2));

    /// <summary>Of SRD.</summary>
    [Benchmark(Description = "feature loss of SRD, 64×256")]
    public void LogSumFeature() => Run(_projected, () => LogSumFeatureLoss.Loss(_projected, _feature));

    /// <summary>Of GPD.</summary>
    [Benchmark(Description = "smoothed cross entropy of GPD, 64×100")]
    public void Smoothed() => Run(_student, () => SmoothedCrossEntropy.Loss(_student, _teacher));

    private static void Run(Tensor input, Func<Tensor> loss)
    {
        using var scope = NewDisposeScope();
        autograd.grad([loss()], [input]);
    }
}
