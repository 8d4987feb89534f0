using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models;

/// <summary>A module's weights in a file, under their state-dict names.</summary>
public static class Checkpoint
{
    /// <summary>Writes every parameter and buffer to a safetensors file. The same weights give the same bytes.</summary>
    /// <param name="module">The network.</param>
    /// <param name="path">The file to write or replace.</param>
    /// <param name="metadata">Strings kept in the header.</param>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Save(nn.Module module, string path, IReadOnlyDictionary<string, string>? metadata = null) =>
        Safetensors.Save(path, StateDictionary.Of(module), metadata);

    /// <summary>Copies a file's weights into the module, in place: types, device and strides stay the module's own.</summary>
    /// <param name="module">The network.</param>
    /// <param name="path">A file of any <see cref="CheckpointFormat"/>.</param>
    /// <returns>What was done to make it fit, a line each: where the weights were found, which prefixes were taken off
    /// (<see cref="CheckpointNames"/>), what was left. Empty for a file of the network's own names.</returns>
    /// <exception cref="InvalidDataException">
    /// The file is damaged, or its names or shapes differ from the module's: missing, unexpected and misshapen names are
    /// listed, each with the nearest. The module is unchanged then.
    /// </exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static IReadOnlyList<string> Load(nn.Module module, string path)
    {
        using var file = CheckpointFile.Load(path);
        var state = StateDictionary.Of(module);
        var names = CheckpointNames.Fit(file.Tensors.Keys, state.Select(pair => pair.Key).ToHashSet());
        var loaded = names.Names.ToDictionary(pair => pair.Key, pair => file.Tensors[pair.Value]);
        var counters = CheckpointFit.Require(module, state, loaded, path);
        using var noGradient = no_grad();
        foreach (var (name, target) in state)
        {
            using var scope = NewDisposeScope();
            if (loaded.TryGetValue(name, out var source))
            {
                target.copy_(source);
            }
            else
            {
                target.zero_();
            }
        }

        return
        [
            .. file.Notes,
            .. names.Notes,
            .. counters.Count > 0 ? new[] { $"{counters.Count} batch counters ({counters[0]}, …), which it lacks, are 0" } : [],
        ];
    }
}
