using EdgeKd.Models;
using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models.Tests;

/// <summary>The closed-form weights and input of the reference vectors: every value follows from its position by a hash.</summary>
internal static class WeightFill
{
    public static void Apply(nn.Module module, double gain, uint salt = 0)
    {
        using var noGradient = no_grad();
        foreach (var (position, (name, target)) in StateDictionary.Of(module).Index())
        {
            if (name.EndsWith("num_batches_tracked"))
            {
                continue;
            }

            using var values = tensor(Values(name, target.shape, gain, (uint)position, salt), dtype: ScalarType.Float64);
            using var shaped = values.reshape(target.shape);
            target.copy_(shaped);
        }
    }

    public static Tensor Input(long[] shape, ScalarType type)
    {
        var count = shape.Aggregate(1L, (product, side) => product * side);
        using var scope = NewDisposeScope();
        var values = tensor(Enumerable.Range(0, (int)count).Select(i => Math.Sin(0.01 * i)).ToArray(), dtype: ScalarType.Float64);
        return values.reshape(shape).to(type).MoveToOuterDisposeScope();
    }

    /// <summary>In [-1, 1).</summary>
    public static double Hash(uint element, uint position, uint salt)
    {
        unchecked
        {
            var h = element * 2654435761u + position * 2246822519u + salt * 3266489917u + 374761393u;
            h ^= h >> 15;
            h *= 2246822519u;
            h ^= h >> 13;
            h *= 3266489917u;
            h ^= h >> 16;
            return h / 2147483648.0 - 1.0;
        }
    }

    private static double[] Values(string name, long[] shape, double gain, uint position, uint salt)
    {
        var count = shape.Aggregate(1L, (product, side) => product * side);
        var fanIn = shape.Skip(1).Aggregate(1L, (product, side) => product * side);
        var kernelScale = gain * Math.Sqrt(3.0 / fanIn);
        var values = new double[count];
        for (var i = 0; i < count; i++)
        {
            var u = Hash((uint)i, position, salt);
            values[i] = name.EndsWith("running_mean") ? 0.1 * u
                : name.EndsWith("running_var") ? 1 + 0.1 * Math.Abs(u)
                : shape.Length > 1 ? kernelScale * u
                : name.EndsWith("weight") ? 1 + 0.1 * u
                : 0.1 * u;
        }

        return values;
    }
}
