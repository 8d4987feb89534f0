using BenchmarkDotNet.Attributes;
using EdgeKd.Distillation.GradientPolicies;
using EdgeKd.Distillation.Optimizers;
using EdgeKd.Models;
using TorchSharp;
using TorchSharp.Extensions;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Benchmarks.Kernels;

/// <summary>What happens to all parameters of MobileNetV2 1.0 in each step, beside the gradients themselves.</summary>
public class UpdateKernels
{
    // At any other rate thousands of steps by the same gradient would end in infinity.
    private const double LearningRate = 0;

    private ImageClassifier _network = null!;
    private Gradients _merged = null!, _apart = null!;
    private Sgd _sgd = null!;
    private Dot _dot = null!;

    /// <summary>Makes network, gradients and optimizers.</summary>
    [GlobalSetup]
    public void Make()
    {
        random.manual_seed(1);
        _network = ModelZoo.Create("mobilenetv2", new() { Classes = 100 }).ToChannelsLast();
        (string Name, Parameter Parameter)[] parameters = [.. _network.named_parameters()];
        _merged = new Gradients(Random());
        _apart = new Gradients(Random(), Random());
        _sgd = new Sgd(parameters, new SgdOptions { Momentum = 0.9, WeightDecay = 5e-4 });
        _dot = new Dot(parameters, new DotOptions { WeightDecay = 5e-4 });

        Tensor[] Random()
        {
            using var noGrad = no_grad();
            return [.. parameters.Select(parameter => randn_like(parameter.Parameter))];
        }
    }

    /// <summary>SGD.</summary>
    [Benchmark(Description = "step of SGD, MobileNetV2 1.0")]
    public void StepOfSgd()
    {
        using var scope = NewDisposeScope();
        _sgd.Step(_merged, LearningRate);
    }

    /// <summary>DOT.</summary>
    [Benchmark(Description = "step of DOT, MobileNetV2 1.0")]
    public void StepOfDot()
    {
        using var scope = NewDisposeScope();
        _dot.Step(_apart, LearningRate);
    }

    /// <summary>Gradient clipping.</summary>
    [Benchmark(Description = "gradient clipping, MobileNetV2 1.0")]
    public void Clip() => GradientClipping.Clip(_merged, 5);

    /// <summary>Frees all.</summary>
    [GlobalCleanup]
    public void Free()
    {
        _sgd.Dispose();
        _dot.Dispose();
        _network.Dispose();
    }
}
