using BenchmarkDotNet.Attributes;
using TorchSharp;
using TorchSharp.Extensions;
using static TorchSharp.torch;

namespace EdgeKd.Benchmarks.Kernels;

/// <summary>Rounding to INT8 in training, forward and backward: an activation by one scale, a weight by one a channel.</summary>
public class QuantizationKernels
{
    private Tensor _activation = null!, _activationGradient = null!, _scale = null!, _zeroPoint = null!;
    private Tensor _weight = null!, _weightGradient = null!, _scales = null!, _zeroPoints = null!;

    /// <summary>Makes activation and weight.</summary>
    [GlobalSetup]
    public void Make()
    {
        random.manual_seed(1);
        _activation = randn(64, 72, 16, 16).ToChannelsLast().requires_grad_();
        _weight = randn(320, 960, 1, 1).ToChannelsLast().requires_grad_();
        (_activationGradient, _weightGradient) = (ones_like(_activation), ones_like(_weight));
        (_scale, _zeroPoint) = (tensor(6f / 255), tensor(128));
        (_scales, _zeroPoints) = (full(320, 4f / 127), zeros(320, dtype: ScalarType.Int32));
    }

    /// <summary>An activation.</summary>
    [Benchmark(Description = "INT8 rounding of an activation, 64×72×16×16")]
    public void Activation()
    {
        using var scope = NewDisposeScope();
        autograd.grad([FakeQuantize.PerTensor(_activation, _scale, _zeroPoint, 0, 255)], [_activation], [_activationGradient]);
    }

    /// <summary>A weight.</summary>
    [Benchmark(Description = "INT8 rounding of a weight, 320×960×1×1")]
    public void Weight()
    {
        using var scope = NewDisposeScope();
        autograd.grad([FakeQuantize.PerChannel(_weight, _scales, _zeroPoints, 0, -127, 127)], [_weight], [_weightGradient]);
    }
}
