using static TorchSharp.torch;

namespace EdgeKd.Models.PyTorch;

/// <summary>Everything that a pickle may name; each is a function of ours or a mere word.</summary>
/// <remarks>
/// Names and arguments are those of torch/_utils.py and torch/storage.py, 0.4 to 2.x. Counters and NumPy scalars stand beside
/// the weights in many checkpoints (milestones of a schedule, the best accuracy); they are read and thrown away.
/// </remarks>
internal static class AllowedGlobals
{
    private static readonly Dictionary<string, PickleGlobal> Known = List().ToDictionary(global => global.Name);

    /// <exception cref="InvalidDataException">The name is not on the list.</exception>
    public static PickleGlobal Find(string module, string name) =>
        Known.TryGetValue($"{module}.{name}", out var global)
            ? global
            : throw new InvalidDataException(
                $"its pickle names {QuotedName.Of($"{module}.{name}")}, which is neither a tensor nor a plain value; nothing of it was run: save the weights alone with torch.save(model.state_dict(), path)");

    private static IEnumerable<PickleGlobal> List()
    {
        yield return new("collections.OrderedDict", OrderedDictionary);
        yield return new("torch.Size", arguments => arguments is [object?[] sizes] ? sizes : throw Arguments("torch.Size"));

        yield return new("torch._utils._rebuild_tensor", Tensor);
        yield return new("torch._utils._rebuild_tensor_v2", Tensor);
        yield return new("torch._utils._rebuild_tensor_v3", TypedTensor);
        yield return new("torch._utils._rebuild_parameter", Parameter);
        yield return new("torch._utils._rebuild_parameter_with_state", Parameter);

        foreach (var (type, name, storage) in TorchType.All)
        {
            yield return new($"torch.{name}", Meaning: type);
            yield return new($"torch.{storage}", Meaning: new StorageClass(type));

            // Until PyTorch 1.9 storages on a GPU had classes of their own.
            yield return new($"torch.cuda.{storage}", Meaning: new StorageClass(type));
        }

        foreach (var name in new[] { "torch.UntypedStorage", "torch.storage.UntypedStorage", "torch.storage._UntypedStorage" })
        {
            yield return new(name, Meaning: new StorageClass(null));
        }

        foreach (var name in new[] { "collections.Counter", "numpy.dtype", "numpy.core.multiarray.scalar", "numpy._core.multiarray.scalar", "_codecs.encode" })
        {
            yield return new(name, _ => OpaqueValue.Instance);
        }
    }

    // Python 3 fills it afterwards; Python 2 gave it a list of pairs.
    private static object OrderedDictionary(object?[] arguments)
    {
        var dictionary = new PickleDictionary();
        switch (arguments)
        {
            case []:
                break;
            case [List<object?> pairs]:
                foreach (var pair in pairs)
                {
                    dictionary.Items.Add(pair switch
                    {
                        List<object?> { Count: 2 } list => new(list[0], list[1]),
                        object?[] { Length: 2 } tuple => new(tuple[0], tuple[1]),
                        _ => throw Arguments("collections.OrderedDict"),
                    });
                }

                break;
            default:
                throw Arguments("collections.OrderedDict");
        }

        return dictionary;
    }

    // storage, offset, size, strides, then what only training needs: requires_grad, hooks, metadata
    private static object Tensor(object?[] arguments) => arguments.Length is >= 4 and <= 7
        ? TensorReference.Of(arguments[0], null, arguments[1], arguments[2], arguments[3])
        : throw Arguments("torch._utils._rebuild_tensor_v2");

    // storage, offset, size, strides, requires_grad, hooks, type, metadata
    private static object TypedTensor(object?[] arguments) => arguments.Length is 7 or 8 && arguments[6] is PickleGlobal { Meaning: ScalarType type }
        ? TensorReference.Of(arguments[0], type, arguments[1], arguments[2], arguments[3])
        : throw Arguments("torch._utils._rebuild_tensor_v3");

    private static object Parameter(object?[] arguments) =>
        arguments.Length is 3 or 4 && arguments[0] is TensorReference data ? data : throw Arguments("torch._utils._rebuild_parameter");

    private static InvalidDataException Arguments(string name) => new($"its pickle calls {name} with arguments that it does not take");
}
