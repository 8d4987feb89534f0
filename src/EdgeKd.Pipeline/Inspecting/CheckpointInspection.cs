using EdgeKd.Models;

namespace EdgeKd.Pipeline.Inspecting;

/// <summary>Describes a file of weights, of which only names and shapes are read.</summary>
internal static class CheckpointInspection
{
    // What normalisation keeps of the images that it saw is not learned.
    private static readonly string[] Statistics = [".running_mean", ".running_var", ".num_batches_tracked"];

    public static Inspection Describe(string path)
    {
        var summary = CheckpointFile.Summarize(path);
        var kind = summary.Format switch
        {
            CheckpointFormat.Safetensors => "safetensors checkpoint",
            CheckpointFormat.PyTorch => "PyTorch checkpoint",
            CheckpointFormat.LegacyPyTorch => "PyTorch checkpoint of the format before 1.6",
            var other => throw new InvalidOperationException($"{other} has no name here"),
        };
        return new Inspection(kind,
        [
            .. summary.Metadata.Select(entry => KeyValuePair.Create("metadata", $"{entry.Key} = {entry.Value}")),
            .. summary.Notes.Concat(CheckpointNames.Unwrap(summary.Tensors.Select(tensor => tensor.Name)).Notes.Select(note => $"when loaded, {note}"))
                .Select(note => KeyValuePair.Create("note", note)),
            new("note", "MACs are unknown: weights alone do not say how they are used"),
        ])
        {
            Tensors = [.. summary.Tensors.Select(tensor => new InspectedTensor(tensor.Name, tensor.Type.ToString().ToLowerInvariant(), tensor.Shape))],
            Parameters = summary.Tensors.Where(tensor => !Statistics.Any(tensor.Name.EndsWith)).Sum(tensor => tensor.ElementCount),
        };
    }
}
