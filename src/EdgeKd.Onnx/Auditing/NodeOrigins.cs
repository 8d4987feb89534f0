namespace EdgeKd.Onnx;

/// <summary>Which nodes of a model the nodes that run stand for, and which node took in those that are gone.</summary>
internal sealed class NodeOrigins
{
    private const string BlockedDomain = "com.microsoft.nchwc";

    // What the runtime appends to a tensor's name for the node that computes it in blocks of channels.
    private const string BlockedSuffix = "_nchwc";

    private readonly GraphProto _model;
    private readonly GraphLinks _links;
    private readonly Dictionary<string, int> _producers = new(StringComparer.Ordinal);
    private readonly Dictionary<int, List<NodeProto>> _running = [];
    private readonly Dictionary<int, int> _hosts = [];
    private readonly List<NodeProto> _added = [];

    /// <param name="model">The main graph of the model.</param>
    /// <param name="running">The nodes that run, with the names of <see cref="NodeTags"/>.</param>
    public NodeOrigins(GraphProto model, IReadOnlyList<NodeProto> running)
    {
        (_model, _links) = (model, new GraphLinks(model));
        for (var i = 0; i < model.Node.Count; i++)
        {
            foreach (var output in model.Node[i].Output.Where(output => output.Length > 0))
                _producers[output] = i;
        }

        // A node in blocks is called after the last of those that it computes: it waits until the others have their own.
        foreach (var node in running.OrderBy(IsBlocked))
            Place(node);
        foreach (var (number, _) in _running.Where(placed => placed.Value.Any(TakesInOthers)))
            TakeIn(number);
    }

    /// <summary>The nodes that run for a node of the model; none where it is gone.</summary>
    public IReadOnlyList<NodeProto> RunningFor(int number) => _running.GetValueOrDefault(number) ?? [];

    /// <summary>The node that computes a node that is gone; null where there is none or it is not known.</summary>
    public int? HostOf(int number) => _hosts.TryGetValue(number, out var host) ? host : null;

    /// <summary>Nodes that the runtime added.</summary>
    public IReadOnlyList<NodeProto> Added => _added;

    private void Place(NodeProto node)
    {
        if (Known(NodeTags.Of(node.Name) ?? ProducerOfBlocked(node)) is not { } number)
        {
            _added.Add(node);
            return;
        }

        if (IsBlocked(node) && _model.Node[number].OpType != node.OpType && First(number, node.OpType) is { } first)
            number = first;
        if (!_running.TryGetValue(number, out var parts))
            _running[number] = parts = [];
        parts.Add(node);
    }

    private int? Known(int? number) => number < _model.Node.Count ? number : null;

    private int? ProducerOfBlocked(NodeProto node) =>
        node.Name.EndsWith(BlockedSuffix, StringComparison.Ordinal) && _producers.TryGetValue(node.Name[..^BlockedSuffix.Length], out var number) ? number : null;

    // The nearest node against the data that has an operator and does not run by itself.
    private int? First(int from, string operatorName)
    {
        var seen = new HashSet<int>();
        var open = new Queue<int>([from]);
        while (open.TryDequeue(out var at))
        {
            if (_running.ContainsKey(at) || !seen.Add(at))
                continue;
            if (_model.Node[at].OpType == operatorName)
                return at;
            foreach (var input in _model.Node[at].Input)
            {
                if (_producers.TryGetValue(input, out var producer))
                    open.Enqueue(producer);
            }
        }

        return null;
    }

    // What alone reads the node and is gone, and so on, runs within it: an addition, an activation.
    private void TakeIn(int host)
    {
        var at = host;
        while (_model.Node[at].Output.Count > 0 && _links.OnlyConsumer(_model.Node[at].Output[0]) is { Output: [var output, ..] }
            && _producers.TryGetValue(output, out var next) && !_running.ContainsKey(next) && _hosts.TryAdd(next, host))
            at = next;
    }

    // A convolution in blocks may add a fourth input to its result.
    private static bool TakesInOthers(NodeProto node) => OptimizedGraph.FusesActivation(node) || (IsBlocked(node) && node.Input.Count > 3);

    private static bool IsBlocked(NodeProto node) => node.Domain == BlockedDomain && !node.OpType.StartsWith("Reorder", StringComparison.Ordinal);
}
