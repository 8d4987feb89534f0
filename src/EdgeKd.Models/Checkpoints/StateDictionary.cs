using static TorchSharp.torch;

namespace EdgeKd.Models;

/// <summary>A module's parameters and buffers by name.</summary>
public static class StateDictionary
{
    /// <summary>
    /// Every parameter and buffer of the module and its children, in the order that PyTorch's <c>state_dict</c> gives them:
    /// module by module, a module's parameters before its buffers.
    /// </summary>
    /// <param name="module">The network; it keeps owning the tensors.</param>
    public static IReadOnlyList<KeyValuePair<string, Tensor>> Of(nn.Module module)
    {
        var state = new List<KeyValuePair<string, Tensor>>();
        Collect(module, "", state);
        return state;
    }

    private static void Collect(nn.Module module, string prefix, List<KeyValuePair<string, Tensor>> state)
    {
        foreach (var (name, parameter) in module.named_parameters(recurse: false))
        {
            state.Add(new(prefix + name, parameter));
        }

        foreach (var (name, buffer) in module.named_buffers(recurse: false))
        {
            state.Add(new(prefix + name, buffer));
        }

        foreach (var (name, child) in module.named_children())
        {
            Collect(child, $"{prefix}{name}.", state);
        }
    }
}
