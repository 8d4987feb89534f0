using System.Reflection;
using Cake.Cli;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace Cake.Frosting;

/// <summary>Runs the tasks found in the entry assembly with Cake's own engine and command line.</summary>
public sealed class CakeHost
{
    private readonly ServiceCollection _services = new();
    private readonly List<Assembly> _assemblies = [];

    /// <summary>Makes a host that finds its tasks in the entry assembly.</summary>
    public CakeHost()
    {
        if (Assembly.GetEntryAssembly() is { } entry)
            _assemblies.Add(entry);
        _services.AddCakeDiagnostics();
        _services.UseCakeDefaultModules();
        _services.AddSingleton<BuildScriptHost<IFrostingContext>>();
        _services.AddSingleton<DryRunScriptHost<IFrostingContext>>();
        _services.AddSingleton<TreeScriptHost>();
        _services.AddSingleton<DescriptionScriptHost>();
        _services.AddSingleton<FrostingContext>();
        _services.AddSingleton<IFrostingContext>(services => services.GetRequiredService<FrostingContext>());
    }

    /// <summary>Looks for tasks in <paramref name="assembly"/> too.</summary>
    public CakeHost AddAssembly(Assembly assembly)
    {
        _assemblies.Add(assembly);
        return this;
    }

    /// <summary>Changes the services that contexts, lifetimes and tasks are made from.</summary>
    public CakeHost ConfigureServices(Action<IServiceCollection> services)
    {
        services(_services);
        return this;
    }

    /// <summary>Runs the targets named in <paramref name="args"/>.</summary>
    /// <returns>The exit code: 0, or that of the exception which ended the build.</returns>
    public int Run(IEnumerable<string> args)
    {
        foreach (var type in _assemblies.Distinct().SelectMany(assembly => assembly.GetExportedTypes()))
            if (type is { IsClass: true, IsAbstract: false } && type.IsAssignableTo(typeof(IFrostingTask)))
                _services.AddSingleton(typeof(IFrostingTask), type);

        var registrar = new TypeRegistrar();
        registrar.RegisterInstance(typeof(IServiceCollection), _services);
        var app = new CommandApp<Internal.HostCommand>(registrar);
        app.Configure(config =>
        {
            // --recipe=..., --promote and the like are the build's own: they reach the tasks as Cake arguments.
            config.Settings.ConvertFlagsToRemainingArguments = true;
        });
        return app.Run(args);
    }
}
