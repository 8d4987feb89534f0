namespace EdgeKd.Models.PyTorch;

/// <summary>The weights within what was saved: a state dict, or one under a usual key of a training's checkpoint.</summary>
/// <param name="Tensors">By name, in the order of the file.</param>
/// <param name="Notes">Where they were found and what was left there, a line each.</param>
internal sealed record WeightsInContainer(IReadOnlyList<KeyValuePair<string, TensorReference>> Tensors, IReadOnlyList<string> Notes)
{
    /// <summary>Keys under which trainings keep the weights, the first that is there wins: mdistiller and torchvision use
    /// <c>model</c>, Lightning and timm <c>state_dict</c>, PyTorch's tutorials <c>model_state_dict</c>.</summary>
    private static readonly string[] Keys = ["model", "state_dict", "model_state_dict", "net", "network", "weights"];

    // Some wrap once more, as in model → state_dict.
    private const int MaxDepth = 4;
    private const int MaxListed = 8;

    /// <summary>Finds them.</summary>
    /// <exception cref="InvalidDataException">There are none; the message lists what there is.</exception>
    public static WeightsInContainer Find(object? root)
    {
        List<string> notes = [];
        var path = "";
        for (var depth = 0; depth < MaxDepth && root is PickleDictionary dictionary; depth++)
        {
            var values = dictionary.ByText();
            var key = Keys.FirstOrDefault(key => values.GetValueOrDefault(key) is PickleDictionary);
            if (key is null)
            {
                return Bare(values, path, notes);
            }

            path += path.Length > 0 ? $" → {key}" : key;
            var others = values.Keys.Where(name => name != key).ToArray();
            notes.Add($"the weights are those under '{path}'{(others.Length > 0 ? $"; {Listed(others)} left there" : "")}");
            root = values[key];
        }

        throw NoWeights(path, []);
    }

    private static WeightsInContainer Bare(Dictionary<string, object?> values, string path, List<string> notes)
    {
        var tensors = values
            .Where(pair => pair.Value is TensorReference)
            .Select(pair => KeyValuePair.Create(pair.Key, (TensorReference)pair.Value!))
            .ToArray();
        if (tensors.Length == 0)
        {
            throw NoWeights(path, [.. values.Keys]);
        }

        var others = values.Where(pair => pair.Value is not TensorReference).Select(pair => pair.Key).ToArray();
        if (others.Length > 0)
        {
            notes.Add($"{Listed(others)} left, being no tensors");
        }

        return new WeightsInContainer(tensors, notes);
    }

    private static InvalidDataException NoWeights(string path, string[] names) => new(
        $"it holds no weights{(path.Length > 0 ? $" under '{path}'" : "")}{(names.Length > 0 ? $" but {Listed(names)}" : "")};"
        + $" a dictionary of names and tensors is needed, or one under a key of {string.Join(", ", Keys)}");

    private static string Listed(string[] names) =>
        string.Join(", ", names.Take(MaxListed).Select(QuotedName.Of)) + (names.Length > MaxListed ? $" and {names.Length - MaxListed} more" : "");
}
