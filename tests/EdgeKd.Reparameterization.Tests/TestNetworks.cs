using EdgeKd.Models;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace EdgeKd.Reparameterization.Tests;

/// <summary>Networks with statistics, scales and shifts as after some training, and how far two results are apart.</summary>
internal static class TestNetworks
{
    public static ImageClassifier Create(string name, ScalarType type, long seed = 3)
    {
        using var noGradient = no_grad();
        manual_seed(seed);
        ImageClassifier network = name == "mini"
            ? new MiniMobileNetV2()
            : Small(name);
        network.to(type);
        foreach (var norm in network.modules().OfType<BatchNorm>())
        {
            nn.init.normal_(norm.running_mean!, 0, 0.2);
            nn.init.uniform_(norm.running_var!, 0.5, 1.5);
            nn.init.uniform_(norm.weight, 0.5, 1.5);
            nn.init.normal_(norm.bias!, 0, 0.2);
        }

        return network;
    }

    /// <summary>A network of the zoo, narrow where it has a width.</summary>
    public static ImageClassifier Small(string name)
    {
        var narrow = new ModelOptions { Classes = 5, Width = 0.25 };
        return ModelZoo.Create(name, ModelZoo.Misfit(name, narrow) is null ? narrow : narrow with { Width = 1 });
    }

    /// <summary>The largest difference, as a share of the largest value.</summary>
    public static double Relative(Tensor actual, Tensor expected)
    {
        using var scope = NewDisposeScope();
        return Largest(actual - expected) / Largest(expected);
    }

    public static double Largest(Tensor values)
    {
        using var scope = NewDisposeScope();
        return values.detach().abs().max().to(ScalarType.Float64).item<double>();
    }

    public static double[] Values(Tensor tensor)
    {
        using var scope = NewDisposeScope();
        return tensor.detach().to(ScalarType.Float64).contiguous().data<double>().ToArray();
    }
}
