using TorchSharp;
using static TorchSharp.torch;

namespace EdgeKd.Models;

/// <summary>Compares the weights of a file with a network: names, shapes and types.</summary>
internal static class CheckpointFit
{
    private const string CounterSuffix = "num_batches_tracked";
    private const int MaxListed = 10;

    /// <summary>The network's batch counters that the file lacks, as files from before PyTorch 0.4.1 do.</summary>
    /// <exception cref="InvalidDataException">Anything else differs: what is missing, unexpected or misshapen is listed.</exception>
    public static IReadOnlyList<string> Require(
        nn.Module module,
        IReadOnlyList<KeyValuePair<string, Tensor>> state,
        IReadOnlyDictionary<string, Tensor> loaded,
        string path)
    {
        var names = state.Select(pair => pair.Key).ToHashSet();
        var absent = names.Where(name => !loaded.ContainsKey(name)).ToLookup(IsCounter);
        string[] missing = [.. absent[false]], counters = [.. absent[true]];
        if (counters.Length > 0 && loaded.Keys.Any(IsCounter))
        {
            // A file that has some has lost the others.
            (missing, counters) = ([.. missing, .. counters], []);
        }

        var unexpected = loaded.Keys.Where(name => !names.Contains(name)).ToArray();
        var misfits = state
            .Where(pair => loaded.ContainsKey(pair.Key))
            .Select(pair => DescribeMisfit(pair.Key, pair.Value, loaded[pair.Key]))
            .OfType<string>()
            .ToArray();
        string[] problems =
        [
            .. Problem("missing", missing, name => WithNearest(name, unexpected)),
            .. Problem("unexpected", unexpected, name => WithNearest(name, missing)),
            .. Problem("misshapen", misfits, misfit => misfit),
        ];
        return problems.Length == 0
            ? counters
            : throw new InvalidDataException(
                $"{path} does not fit {Describe(module)}: {string.Join("; ", problems)}. Load it into the network it was saved from (same name, classes and width).");
    }

    private static bool IsCounter(string name) => name.EndsWith(CounterSuffix, StringComparison.Ordinal);

    private static IEnumerable<string> Problem(string what, string[] items, Func<string, string> describe)
    {
        if (items.Length > 0)
        {
            var more = items.Length > MaxListed ? $" and {items.Length - MaxListed} more" : "";
            yield return $"{items.Length} {what}: {string.Join(", ", items.Take(MaxListed).Select(describe))}{more}";
        }
    }

    private static string Describe(nn.Module module) =>
        module is ImageClassifier classifier ? classifier.ArchitectureName : module.GetType().Name;

    private static string WithNearest(string name, string[] candidates) =>
        candidates.Length == 0 ? QuotedName.Of(name) : $"{QuotedName.Of(name)} (nearest: {QuotedName.Of(NearestNames.Find(name, candidates, 1)[0])})";

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
