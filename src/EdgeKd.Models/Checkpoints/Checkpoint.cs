using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models;

/// <summary>A module's weights in a safetensors file, under their state-dict names.</summary>
public static class Checkpoint
{
    /// <summary>Writes every parameter and buffer. The same weights give the same bytes.</summary>
    /// <param name="module">The network.</param>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="metadata">Strings kept in the header.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(nn.Module module, string path, IReadOnlyDictionary<string, string>? metadata = null) =>
        Safetensors.Save(path, StateDictionary.Of(module), metadata);

    /// <summary>Copies a file's weights into the module, in place: types, device and strides stay the module's own.</summary>
    /// <param name="module">The network.</param>
    /// <param name="path">The file.</param>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, or its names or shapes differ from the module's: every missing, unexpected and misshapen name is
    /// listed. The module is unchanged then.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static void Load(nn.Module module, string path)
    {
        using var file = Safetensors.Load(path);
        var state = StateDictionary.Of(module);
        RequireFit(module, state, file.Tensors, path);
        using var noGradient = no_grad();
        foreach (var (name, target) in state)
        {
            using var scope = NewDisposeScope();
            target.copy_(file.Tensors[name]);
        }
    }

    private static void RequireFit(
        nn.Module module,
        IReadOnlyList<KeyValuePair<string, Tensor>> state,
        IReadOnlyDictionary<string, Tensor> loaded,
        string path)
    {
        var names = state.Select(pair => pair.Key).ToHashSet();
        var missing = names.Where(name => !loaded.ContainsKey(name)).ToArray();
        var unexpected = loaded.Keys.Where(name => !names.Contains(name)).ToArray();
        var misfits = state
            .Where(pair => loaded.ContainsKey(pair.Key))
            .Select(pair => DescribeMisfit(pair.Key, pair.Value, loaded[pair.Key]))
            .OfType<string>()
            .ToArray();

        List<string> problems = [];
        if (missing.Length > 0)
        {
            problems.Add($"{missing.Length} missing: {string.Join(", ", missing.Select(name => WithNearest(name, unexpected)))}");
        }

        if (unexpected.Length > 0)
        {
            problems.Add($"{unexpected.Length} unexpected: {string.Join(", ", unexpected.Select(name => WithNearest(name, missing)))}");
        }

        if (misfits.Length > 0)
        {
            problems.Add($"{misfits.Length} misshapen: {string.Join(", ", misfits)}");
        }

        if (problems.Count > 0)
        {
            throw new InvalidDataException(
                $"{path} does not fit {Describe(module)}: {string.Join("; ", problems)}. Load it into the network it was saved from (same name, classes and width).");
        }
    }

    private static string Describe(nn.Module module) =>
        module is ImageClassifier classifier ? classifier.ArchitectureName : module.GetType().Name;

    private static string WithNearest(string name, string[] candidates) =>
        candidates.Length == 0 ? $"'{name}'" : $"'{name}' (nearest: '{NearestNames.Find(name, candidates, 1)[0]}')";

    private static string? DescribeMisfit(string name, Tensor target, Tensor loaded)
    {
        if (!target.shape.SequenceEqual(loaded.shape))
        {
            return $"'{name}' is [{string.Join(", ", loaded.shape)}] in the file and [{string.Join(", ", target.shape)}] in the network";
        }

        // A quantised integer kernel would be copied as if its codes were weights. Counters are scalars and may be of any type.
        return target.is_floating_point() && !loaded.is_floating_point() && target.dim() > 0
            ? $"'{name}' is {loaded.dtype} in the file and {target.dtype} in the network"
            : null;
    }
}
