using Cake.Cli;
using Cake.Cli.Infrastructure;
using Cake.Core;
using Cake.Core.Configuration;
using Cake.Core.Diagnostics;
using Cake.Core.IO;
using Cake.Core.Scripting;
using Microsoft.Extensions.DependencyInjection;
using Spectre.Console.Cli;

namespace Cake.Frosting.Internal;

/// <summary>The one command of a host: builds the services, registers the tasks, runs the targets.</summary>
internal sealed class HostCommand(IServiceCollection services) : Command<HostSettings>
{
    public override int Execute(CommandContext context, HostSettings settings, CancellationToken cancellationToken)
    {
        services.AddSingleton<ICakeArguments>(context.Remaining.ToCakeArguments(settings.Targets));
        services.AddSingleton(provider => ReadConfiguration(provider));
        using var provider = services.BuildServiceProvider();
        var log = provider.GetRequiredService<ICakeLog>();
        log.Verbosity = settings.Verbosity;

        try
        {
            if (settings.Version || settings.Info)
                ShowAbout(provider, settings);
            else
                RunTargets(provider, settings);
            return 0;
        }
        catch (Exception exception)
        {
            return log.LogException(exception);
        }
    }

    private static ICakeConfiguration ReadConfiguration(IServiceProvider provider) =>
        new CakeConfigurationProvider(provider.GetRequiredService<IFileSystem>(), provider.GetRequiredService<ICakeEnvironment>())
            .CreateConfiguration(provider.GetRequiredService<ICakeEnvironment>().WorkingDirectory, new Dictionary<string, string>());

    private static void ShowAbout(IServiceProvider provider, HostSettings settings)
    {
        var console = provider.GetRequiredService<IConsole>();
        if (settings.Version)
            provider.GetRequiredService<ICakeVersionFeature>().Run(console);
        else
            provider.GetRequiredService<ICakeInfoFeature>().Run(console);
    }

    private static void RunTargets(IServiceProvider provider, HostSettings settings)
    {
        var environment = provider.GetRequiredService<ICakeEnvironment>();
        var directory = settings.WorkingDirectory ?? provider.GetService<WorkingDirectory>()?.Path;
        if (directory is not null)
            environment.WorkingDirectory = directory.MakeAbsolute(environment);

        TaskRegistration.Register(provider);
        var host = SelectHost(provider, settings);
        if (settings.Exclusive)
            host.Settings.UseExclusiveTarget();
        host.RunTargets(settings.Targets);
    }

    private static IScriptHost SelectHost(IServiceProvider provider, HostSettings settings) => settings switch
    {
        { DryRun: true } => provider.GetRequiredService<DryRunScriptHost<IFrostingContext>>(),
        { Tree: true } => provider.GetRequiredService<TreeScriptHost>(),
        { Description: true } => provider.GetRequiredService<DescriptionScriptHost>(),
        _ => provider.GetRequiredService<BuildScriptHost<IFrostingContext>>(),
    };
}
