using static TorchSharp.torch;
using static TorchSharp.torch.optim;

namespace TorchSharp.Modules;

/// <summary>Base of optimizers that keep options by group and state by parameter.</summary>
public abstract class OptimizerHelper : Optimizer
{
    /// <summary>The options of groups that give none.</summary>
    protected OptimizerOptions _defaults = null!;

    /// <summary>What is remembered of each parameter, by its handle, which it keeps while its memory may change.</summary>
    protected Utils.OrderedDict<IntPtr, OptimizerState> _state = new();

    /// <summary>Writes options and state to a file in TorchSharp's format.</summary>
    public void save_state_dict(string location)
    {
        using var writer = new BinaryWriter(File.Create(location));
        save_state_dict(writer);
    }

    /// <summary>Writes options and state in TorchSharp's format.</summary>
    public void save_state_dict(BinaryWriter writer)
    {
        writer.Write(GetType().Name);
        var state = state_dict();
        StateFile.WriteNumber(writer, state.Options.Count);
        StateFile.WriteNumber(writer, state.State.Count);
        foreach (var options in state.Options)
            options.SaveStateDict(writer);
        foreach (var entry in state.State)
            entry.SaveStateDict(writer);
    }

    /// <summary>Reads options and state from a file.</summary>
    /// <exception cref="InvalidDataException">The file is of another optimizer or damaged.</exception>
    /// <exception cref="ArgumentException">The file has other numbers of groups or parameters.</exception>
    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    /// <inheritdoc cref="load_state_dict(string)"/>
    public void load_state_dict(BinaryReader reader)
    {
        var name = reader.ReadString();
        if (name != GetType().Name)
            throw new InvalidDataException($"Mismatched optimizer type: expected '{GetType().Name}', but found '{name}' in the loaded stream.");
        var own = state_dict();
        CheckCounts(own, StateFile.ReadNumber(reader), StateFile.ReadNumber(reader));
        foreach (var options in own.Options)
            options.LoadStateDict(reader);
        foreach (var entry in own.State)
            entry.LoadStateDict(reader);
    }

    /// <summary>Takes over another optimizer's options and a copy of its state.</summary>
    /// <exception cref="ArgumentException">It has other numbers of groups or parameters.</exception>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var own = this.state_dict();
        CheckCounts(own, state_dict.Options.Count, state_dict.State.Count);
        for (var i = 0; i < own.Options.Count; i++)
        {
            if (!ReferenceEquals(own.Options[i], state_dict.Options[i]))
                own.Options[i].LoadStateDict(state_dict.Options[i]);
        }

        for (var i = 0; i < own.State.Count; i++)
        {
            if (!ReferenceEquals(own.State[i], state_dict.State[i]))
                own.State[i].LoadStateDict(state_dict.State[i]);
        }
    }

    /// <summary>The optimizer's own options and state, in order of the groups and their parameters.</summary>
    public virtual StateDictionary state_dict()
    {
        var result = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            result.Options.Add(group.Options);
            result.State.AddRange(group.Parameters.Select(parameter => _state[parameter.Handle]));
        }

        return result;
    }

    /// <summary>Moves the state to a device.</summary>
    public void to(Device device)
    {
        foreach (var state in _state.Values)
            state.to(device);
    }

    /// <summary>Runs an update of every group outside autograd, in a dispose scope of its own.</summary>
    /// <typeparam name="T">The groups' type.</typeparam>
    /// <param name="body">What is done to a group.</param>
    /// <param name="loss_closure">Computes the loss, with gradients.</param>
    protected Tensor? _step<T>(Action<T> body, Func<Tensor>? loss_closure = null)
        where T : ParamGroup
    {
        Tensor? loss = null;
        if (loss_closure is not null)
        {
            using (enable_grad())
                loss = loss_closure();
        }

        using (no_grad())
        using (NewDisposeScope())
        {
            foreach (var group in _parameter_groups)
                body((T)group);
        }

        return loss;
    }

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var state in _state.Values)
                (state as IDisposable)?.Dispose();
            _state.Clear();
        }

        base.Dispose(disposing);
    }

    // Parameters may come from a lazy sequence that a later walk would give anew: keep them as they are now.
    private protected void Add(ParamGroup group, Func<Parameter, OptimizerState> newState)
    {
        group.Parameters = group.Parameters.ToArray();
        _parameter_groups.Add(group);
        foreach (var parameter in group.Parameters)
        {
            if (!_state.TryAdd(parameter.Handle, newState(parameter)))
                throw new ArgumentException("A parameter appears in more than one parameter group.");
        }
    }

    private static void CheckCounts(StateDictionary own, long options, long states)
    {
        if (options != own.Options.Count)
            throw new ArgumentException("Invalid optimizer state -- different number of parameter groups.");
        if (states != own.State.Count)
            throw new ArgumentException("Invalid optimizer state -- different number of states.");
    }
}
